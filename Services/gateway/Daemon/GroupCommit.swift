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
    private let durable: Batcher<[Write], Result<[PostgresRows], any Error>>
    private let quick: Batcher<[Write], Result<[PostgresRows], any Error>>

    /// As many as one transaction should hold while others wait for its rows.
    private static let largestBatch = 64

    init(pool: PostgresPool) {
        durable = Self.batcher(pool, isDurable: true)
        quick = Self.batcher(pool, isDurable: false)
    }

    /// Stores all of the writes or none, and answers with the rows that each gave.
    ///
    /// Everybody sees at once what is not durable, but the disk has it a moment later: a database that dies meanwhile
    /// forgets it.
    ///
    /// - Throws: ``PostgresError``; where the database went away meanwhile, all may have been stored.
    @discardableResult
    func commit(_ writes: [Write], isDurable: Bool = true) async throws -> [PostgresRows] {
        try await writes.isEmpty ? [] : (isDurable ? durable : quick).ask(writes).get()
    }

    private static func batcher(
        _ pool: PostgresPool, isDurable: Bool
    ) -> Batcher<[Write], Result<[PostgresRows], any Error>> {
        Batcher(limit: largestBatch) { groups in
            do {
                return try await commit(groups, to: pool, isDurable).map { .success($0) }
            } catch PostgresError.unavailable(let reason) {
                throw PostgresError.unavailable(reason: reason)
            } catch {
                // One of them was refused, and nobody is to fail for another's fault.
                var results: [Result<[PostgresRows], any Error>] = []
                for group in groups {
                    do {
                        results.append(.success(try await commit([group], to: pool, isDurable)[0]))
                    } catch {
                        results.append(.failure(error))
                    }
                }
                return results
            }
        }
    }

    /// Lets one transaction end before the disk has it.
    private static let hurry = PostgresCall(
        PreparedStatement("hurry", "SELECT set_config('synchronous_commit', 'off', true)"), [])

    private static func commit(
        _ groups: [[Write]], to pool: PostgresPool, _ isDurable: Bool
    ) async throws -> [[PostgresRows]] {
        // Every gateway takes rows in the same order, so no two of them ever wait for each other.
        let writes = groups.joined().enumerated().sorted {
            ($0.element.row, $0.offset) < ($1.element.row, $1.offset)
        }
        let calls = (isDurable ? [] : [hurry]) + writes.map(\.element.call)
        let answers = try await pool.run { connection in try connection.batch(calls) }.suffix(writes.count)
        var rows = zip(writes, answers).sorted { $0.0.offset < $1.0.offset }.map(\.1)[...]
        return groups.map { group in
            defer { rows = rows.dropFirst(group.count) }
            return Array(rows.prefix(group.count))
        }
    }
}
