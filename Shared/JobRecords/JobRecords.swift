public import Domain
public import Messages
public import Postgres

/// What the database keeps of jobs, for those who take wishes, carry them out, and show what became of them.
public struct JobRecords: Sendable {
    let pool: PostgresPool

    /// The records of a database, which must have been migrated.
    public init(_ pool: PostgresPool) { self.pool = pool }

    /// Writes a wish down; a repeat changes nothing.
    ///
    /// - Returns: What stands there now, by which a repeat is told from another wish under the same id.
    @discardableResult
    public func insert(_ request: JobRequested, trace: String?) async throws -> JobRecord {
        try await pool.query(
            """
            INSERT INTO jobs (job_id, kind, parameters, requester, requested_at, trace)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
            """,
            [
                PostgresValue(request.jobID), PostgresValue(request.kind.name),
                PostgresValue(request.parameters.json), PostgresValue(request.requester),
                PostgresValue(request.requestedAt), PostgresValue(trace),
            ])
        guard let record = try await job(request.jobID) else {
            throw PostgresError.unavailable(reason: "the job was deleted at this very moment")
        }
        return record
    }

    /// Takes a job for a worker, unless somebody wants it to stop; a wish that nobody wrote down yet is.
    ///
    /// Of this and ``requestCancel(of:by:at:)`` at the same time one is the first, and the other sees what it did.
    ///
    /// - Returns: What stands there now; one that is ``JobRecord/State/cancelled`` or cancelling was not taken.
    public func take(_ request: JobRequested, trace: String?, at moment: Timestamp) async throws -> JobRecord
    {
        try await insert(request, trace: trace)
        try await pool.query(
            """
            UPDATE jobs SET taken_at = coalesce(taken_at, $2)
            WHERE job_id = $1 AND cancel_requested_at IS NULL
            """, [PostgresValue(request.jobID), PostgresValue(moment)])
        guard let record = try await job(request.jobID) else {
            throw PostgresError.unavailable(reason: "the job was deleted at this very moment")
        }
        return record
    }

    /// Writes down that a job shall stop; a repeat changes nothing.
    ///
    /// One that no worker has taken has thereby ended.
    public func requestCancel(of id: String, by requester: String, at moment: Timestamp) async throws {
        try await pool.query(
            """
            UPDATE jobs SET cancel_requester = $2, cancel_requested_at = $3
            WHERE job_id = $1 AND cancel_requested_at IS NULL
            """, [PostgresValue(id), PostgresValue(requester), PostgresValue(moment)])
    }

    /// One job; nil when there is none.
    public func job(_ id: String) async throws -> JobRecord? {
        try await pool.query("SELECT * FROM job_states WHERE job_id = $1", [PostgresValue(id)]).first
            .map { try JobRecord($0) }
    }

    /// The newest jobs, newest first.
    public func newest(_ limit: Int) async throws -> [JobRecord] {
        try await pool.query(
            "SELECT * FROM job_states ORDER BY requested_at DESC, job_id DESC LIMIT $1",
            [PostgresValue(limit)]
        ).map { try JobRecord($0) }
    }

    /// How many jobs wait or run.
    public func unfinishedCount() async throws -> Int {
        Int(
            try await pool.query("SELECT count(*) AS count FROM job_states WHERE finished_at IS NULL").first?
                .integer("count") ?? 0)
    }

    /// Wishes that nobody has begun to carry out since `moment`, oldest first: their message may have been lost.
    public func unstarted(
        since moment: Timestamp, limit: Int
    ) async throws -> [(request: JobRequested, trace: String?)] {
        try await pool.query(
            """
            SELECT * FROM jobs WHERE requested_at < $1
            AND NOT EXISTS (SELECT FROM job_events WHERE job_events.job_id = jobs.job_id)
            ORDER BY requested_at LIMIT $2
            """, [PostgresValue(moment), PostgresValue(limit)]
        ).compactMap { row in
            // A kind of another build is that build's to send.
            guard let kind = JobKind(name: try row.text("kind")),
                let parameters = JobParameters(json: try row.text("parameters"))
            else { return nil }
            let request = JobRequested(
                kind, id: try row.text("job_id"), parameters: parameters,
                requester: try row.text("requester"),
                at: Timestamp(milliseconds: try row.integer("requested_at")))
            return (request, try row.optionalText("trace"))
        }
    }

    /// Forgets jobs that ended before `moment`, and of the others that have ended all but the newest `count`.
    ///
    /// One that was cancelled while it waited is kept until a worker has found it in the queue, and is not begun then.
    ///
    /// - Returns: How many were forgotten.
    public func prune(endedBefore moment: Timestamp, keeping count: Int) async throws -> Int {
        try await pool.transaction { connection in
            let ids = try connection.query(
                """
                SELECT job_id FROM (
                    SELECT job_id, finished_at, row_number() OVER (ORDER BY finished_at DESC) AS place
                    FROM job_states WHERE finished_at IS NOT NULL AND attempt > 0
                ) ended WHERE finished_at < $1 OR place > $2
                """, [PostgresValue(moment), PostgresValue(count)]
            ).map { try $0.text("job_id") }
            guard !ids.isEmpty else { return 0 }
            let list = [PostgresValue(array: ids)]
            try connection.query("DELETE FROM jobs WHERE job_id = ANY ($1::text[])", list)
            try connection.query("DELETE FROM job_events WHERE job_id = ANY ($1::text[])", list)
            return ids.count
        }
    }
}

extension JobRecord {
    init(_ row: PostgresRow) throws {
        guard let state = State(rawValue: try row.text("state")) else {
            throw PostgresError.unreadable(column: "state")
        }
        let moment = { (column: String) in
            try row.optionalValue(column, as: Int64.self).map { Timestamp(milliseconds: $0) }
        }
        self.init(
            id: try row.text("job_id"), kind: try row.text("kind"), parameters: try row.text("parameters"),
            requester: try row.text("requester"),
            requestedAt: Timestamp(milliseconds: try row.integer("requested_at")), state: state,
            progress: try row.value("progress"), message: try row.text("message"),
            attempt: Int(try row.integer("attempt")), instance: try row.text("instance"),
            result: try row.optionalText("result"), startedAt: try moment("started_at"),
            finishedAt: try moment("finished_at"))
    }
}
