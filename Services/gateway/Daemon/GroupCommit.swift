import Postgres

/// Commits together what many requests write at the same time, in one round trip, so that a busy gateway waits for the
/// disk once for all of them.
///
/// Nobody's write returns before its commit.
struct GroupCommit: Sendable {
    /// One change of one row.
    struct Write: Sendable {
        let call: PostgresCall
        /// Names the row, where others may change it at the same time; empty for a row of its own.
        let row: String

        init(_ call: PostgresCall, row: String = "") {
            self.call = call
            self.row = row
        }
    }
    private let batcher: Batcher<[Write], Result<[PostgresRows], any Error>>

    /// As many as one transaction should hold while others wait for its rows.
    private static let largestBatch = 64

    init(pool: PostgresPool) {
        batcher = Batcher(limit: Self.largestBatch) { groups in
            do {
                return try await Self.commit(groups, to: pool).map { .success($0) }
            } catch PostgresError.unavailable(let reason) {
                throw PostgresError.unavailable(reason: reason)
            } catch {
                // One of them was refused, and nobody is to fail for another's fault.
                var results: [Result<[PostgresRows], any Error>] = []
                for group in groups {
                    do {
                        results.append(.success(try await Self.commit([group], to: pool)[0]))
                    } catch {
                        results.append(.failure(error))
                    }
                }
                return results
            }
        }
    }

    /// Stores all of the writes or none, and answers with the rows that each gave.
    ///
    /// - Throws: ``PostgresError``; where the database went away meanwhile, all may have been stored.
    @discardableResult
    func commit(_ writes: [Write]) async throws -> [PostgresRows] {
        try await writes.isEmpty ? [] : batcher.ask(writes).get()
    }

    private static func commit(_ groups: [[Write]], to pool: PostgresPool) async throws -> [[PostgresRows]] {
        // Every gateway takes rows in the same order, so no two of them ever wait for each other.
        let writes = groups.joined().enumerated().sorted {
            ($0.element.row, $0.offset) < ($1.element.row, $1.offset)
        }
        let answers = try await pool.run { connection in try connection.batch(writes.map(\.element.call)) }
        var rows = zip(writes, answers).sorted { $0.0.offset < $1.0.offset }.map(\.1)[...]
        return groups.map { group in
            defer { rows = rows.dropFirst(group.count) }
            return Array(rows.prefix(group.count))
        }
    }
}
