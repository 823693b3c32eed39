import Digests
import GatewayCore
import Postgres

/// Changes happen once for each name a client gives them, whatever replica is asked and whoever dies meanwhile.
///
/// The name, what was asked under it and what was answered stand in the database for a day. The first request holds the
/// name while it is carried out; one that dies loses it after a while to the next repeat, which may then do the work a
/// second time: so operations derive what they cause from the name, and the second time changes nothing.
struct Idempotency: Sendable {
    /// What came of a call, and what has to be written down of it before it is told.
    typealias Outcome = (result: Result<Answer, any Error>, record: GroupCommit.Write?)

    let pool: PostgresPool
    let commits: GroupCommit
    /// How long an attempt may take before it counts as dead, milliseconds.
    let hold: Int

    /// How long a name is remembered: a day, longer than any client goes on trying.
    static let memoryMilliseconds = 86_400_000
    /// What an attempt may take beside waiting for services.
    static let marginMilliseconds = 10_000
    /// How long a repeat waits for the attempt under way: long enough for most, short enough for every client.
    private static let patience = Duration.seconds(5)
    private static let pause = Duration.milliseconds(50)

    /// A client's name for a request.
    private struct Name {
        let caller: String
        let key: String

        var values: [PostgresValue] { [PostgresValue(caller), PostgresValue(key)] }
        var row: String { "\(caller)/\(key)" }
    }
    private enum Claim {
        /// This request is to be carried out.
        case ours(attempt: Int64, repeatedSince: Int64?)
        /// It was, and this came of it.
        case answered(Answer)
        /// Another request stands under this name.
        case taken
        /// An earlier one is being carried out.
        case underWay
    }

    /// Carries a call out, or answers as it was answered before.
    func perform(_ call: Call, _ run: (Call) async throws -> Answer) async -> Outcome {
        guard let key = call.idempotencyKey else { return (await Self.result { try await run(call) }, nil) }
        let name = Name(caller: call.caller.keyID, key: key)
        do {
            let meaning = SHA256.hexadecimal(of: Array(call.meaning.utf8))
            let deadline = ContinuousClock.now + Self.patience
            while true {
                switch try await claim(name, call.operation, meaning) {
                case .ours(let attempt, let since):
                    return await carryOut(call.repeated(since: since), name, attempt, run)
                case .answered(let answer): return (.success(answer), nil)
                case .taken: throw Problem.idempotencyConflict
                case .underWay:
                    guard ContinuousClock.now < deadline else { throw Problem.idempotencyUnderWay }
                    try await Task.sleep(for: Self.pause)
                }
            }
        } catch {
            return (.failure(error), nil)
        }
    }

    private func carryOut(
        _ call: Call, _ name: Name, _ attempt: Int64, _ run: (Call) async throws -> Answer
    ) async -> Outcome {
        let result = await Self.result { try await run(call) }
        switch result {
        case .success(let answer) where call.operation.route.isFinal(answer):
            return (result, StoredAnswer(answer).map { store($0, name, attempt) } ?? release(name, attempt))
        case .failure(let problem as Problem) where problem.isFinal:
            let document = problem.document(instance: "urn:request:\(call.requestID)")
            return (result, store(StoredAnswer(problem.status, document), name, attempt))
        case .success, .failure:
            // What passes by itself must not stay the answer.
            return (result, release(name, attempt))
        }
    }

    private static func result(_ run: () async throws -> Answer) async -> Result<Answer, any Error> {
        do { return .success(try await run()) } catch { return .failure(error) }
    }

    private static let claiming = PreparedStatement(
        "idempotency-claim",
        """
        INSERT INTO idempotency AS old (caller, key, operation, meaning, attempt, claimed_at, held_until)
        VALUES ($1, $2, $3, $4, 1, now_milliseconds(), now_milliseconds() + $5::bigint)
        ON CONFLICT (caller, key) DO UPDATE SET
            operation = EXCLUDED.operation, meaning = EXCLUDED.meaning, held_until = EXCLUDED.held_until,
            status = NULL, content_type = NULL, headers = NULL, body = NULL,
            attempt = CASE WHEN old.claimed_at < now_milliseconds() - $6::bigint THEN 1
                ELSE old.attempt + 1 END,
            claimed_at = CASE WHEN old.claimed_at < now_milliseconds() - $6::bigint
                THEN EXCLUDED.claimed_at ELSE old.claimed_at END
        WHERE old.claimed_at < now_milliseconds() - $6::bigint
            OR (old.meaning = EXCLUDED.meaning AND old.status IS NULL
                AND old.held_until <= now_milliseconds())
        RETURNING attempt, claimed_at
        """)

    private func claim(_ name: Name, _ operation: Operation, _ meaning: String) async throws -> Claim {
        let values =
            name.values + [
                PostgresValue(operation.rawValue), PostgresValue(meaning), PostgresValue(hold),
                PostgresValue(Self.memoryMilliseconds),
            ]
        // A claim the database forgets is one whose holder died, which the next repeat makes good; the answer, which
        // follows it into the log, is on the disk before it is told.
        let claimed = try await commits.commit(
            [.init(PostgresCall(Self.claiming, values), row: name.row)], isDurable: false)[0]
        if let row = claimed.first {
            let attempt = try row.integer("attempt")
            return .ours(
                attempt: attempt, repeatedSince: attempt > 1 ? try row.integer("claimed_at") : nil)
        }
        let found = try await pool.query(
            "SELECT meaning, status, content_type, headers, body FROM idempotency WHERE caller = $1 AND key = $2",
            name.values)
        // Forgotten in between: the next turn finds the name free.
        guard let row = found.first else { return .underWay }
        guard try row.text("meaning") == meaning else { return .taken }
        guard let status: Int64 = try row.optionalValue("status") else { return .underWay }
        let stored = StoredAnswer(
            status: Int(status), type: try row.text("content_type"), headers: try row.text("headers"),
            body: try row.text("body"))
        return .answered(stored.answer)
    }

    private static let storing = PreparedStatement(
        "idempotency-store",
        """
        UPDATE idempotency SET status = $4::integer, content_type = $5, headers = $6::json, body = $7
        WHERE caller = $1 AND key = $2 AND attempt = $3::bigint AND status IS NULL
        """)

    /// An attempt that was taken for dead has lost the name, and changes nothing here.
    private func store(_ answer: StoredAnswer, _ name: Name, _ attempt: Int64) -> GroupCommit.Write {
        let values =
            name.values + [
                PostgresValue(attempt), PostgresValue(answer.status), PostgresValue(answer.type),
                PostgresValue(answer.headers), PostgresValue(answer.body),
            ]
        return .init(PostgresCall(Self.storing, values), row: name.row)
    }

    private static let releasing = PreparedStatement(
        "idempotency-release",
        """
        UPDATE idempotency SET held_until = 0
        WHERE caller = $1 AND key = $2 AND attempt = $3::bigint AND status IS NULL
        """)

    /// Lets the next repeat try again at once.
    private func release(_ name: Name, _ attempt: Int64) -> GroupCommit.Write {
        .init(PostgresCall(Self.releasing, name.values + [PostgresValue(attempt)]), row: name.row)
    }

    /// Forgets names that are older than a day.
    func forget() async throws {
        try await pool.query(
            "DELETE FROM idempotency WHERE claimed_at < now_milliseconds() - $1::bigint",
            [PostgresValue(Self.memoryMilliseconds)])
    }
}
