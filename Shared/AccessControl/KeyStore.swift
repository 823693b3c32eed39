public import Domain
public import Postgres

/// The API keys, kept in the database as digests.
public struct KeyStore: Sendable {
    private let pool: PostgresPool

    /// The keys of one suite.
    public init(pool: PostgresPool) { self.pool = pool }

    /// A key that was made, and what is known of it from now on.
    public struct Made: Sendable {
        /// The key, to be shown once.
        public let key: APIKey
        /// What is stored.
        public let record: KeyRecord
    }

    /// A record before and after a change.
    public struct Change: Sendable, Equatable {
        /// As it was.
        public let before: KeyRecord
        /// As it is.
        public let after: KeyRecord
    }

    /// Makes a key.
    ///
    /// - Parameters:
    ///   - request: What it shall be.
    ///   - author: Who makes it.
    ///   - now: When.
    ///   - name: The client's name for this; an earlier attempt's key gets another secret.
    ///   - audit: Entries that are stored with it, or not at all.
    /// - Returns: the key, to be shown once, and what is stored of it.
    /// - Throws: ``PostgresError``.
    public func create(
        _ request: KeyRequest, by author: String, at now: Timestamp, under name: KeyName? = nil,
        audit: @Sendable (KeyRecord) -> [AuditEntry] = { _ in [] }
    ) async throws -> Made {
        try await pool.transaction { connection in
            let made = try Self.make(request, by: author, at: now, under: name, on: connection)
            for entry in audit(made.record) { try entry.store(on: connection) }
            return made
        }
    }

    /// What is known of a key; nil when there is none of that id.
    public func find(_ id: String) async throws -> KeyRecord? {
        try await pool.run { connection in
            try connection.query(Self.selectOne, [PostgresValue(id)]).first.map(KeyRecord.init)
        }
    }

    /// All keys, newest first, those that open nothing any more included.
    public func all() async throws -> [KeyRecord] {
        try await pool.query("SELECT \(Self.columns) FROM api_keys ORDER BY created_at DESC, id").map(
            KeyRecord.init)
    }

    /// Revokes a key; one that was revoked before stays as it is.
    ///
    /// - Throws: ``AccessError/noSuchKey(_:)``.
    public func revoke(
        _ id: String, at now: Timestamp, audit: @Sendable (Change) -> [AuditEntry] = { _ in [] }
    ) async throws -> Change {
        try await pool.transaction { connection in
            let before = try Self.lock(id, on: connection)
            var after = before
            after.revokedAt = before.revokedAt ?? now
            try Self.update(after, on: connection)
            let change = Change(before: before, after: after)
            for entry in audit(change) { try entry.store(on: connection) }
            return change
        }
    }

    /// Makes a key of the same rights, and lets the old one end after a grace in which clients change over.
    ///
    /// - Throws: ``AccessError`` where there is no key, or none that opens anything.
    public func rotate(
        _ id: String, grace: Duration, by author: String, at now: Timestamp, under name: KeyName? = nil,
        audit: @Sendable (Change, KeyRecord) -> [AuditEntry] = { _, _ in [] }
    ) async throws -> (made: Made, change: Change) {
        let end = Timestamp(milliseconds: now.milliseconds + Int64(grace / .milliseconds(1)))
        return try await pool.transaction { connection in
            let before = try Self.lock(id, on: connection)
            let state = before.state(at: now)
            // An earlier attempt may have ended it at once, and could not say what by.
            guard state == .active || name?.mayHaveMade(before.replacedBy) == true else {
                throw AccessError.notActive(id, state)
            }
            let request = KeyRequest(
                label: before.label, scope: before.scope, expiresAt: before.expiresAt, limits: before.limits)
            let made = try Self.make(request, by: author, at: now, under: name, on: connection)
            var after = before
            after.expiresAt = before.expiresAt.map { min($0, end) } ?? end
            after.replacedBy = made.key.id
            try Self.update(after, on: connection)
            let change = Change(before: before, after: after)
            for entry in audit(change, made.record) { try entry.store(on: connection) }
            return (made, change)
        }
    }

    /// Under the id that follows from the name, unless that is another key's: names are forgotten after a day.
    private static func make(
        _ request: KeyRequest, by author: String, at now: Timestamp, under name: KeyName?,
        on connection: isolated PostgresConnection
    ) throws -> Made {
        for key in [name.map { APIKey.make(id: $0.keyID) }, APIKey.make()].compactMap(\.self) {
            let record = KeyRecord(
                id: key.id, label: request.label, scope: request.scope, hash: key.hash, createdAt: now,
                createdBy: author, expiresAt: request.expiresAt, revokedAt: nil, replacedBy: nil,
                lastUsedAt: nil, limits: request.limits)
            if let stored = try insert(record, replacing: name, on: connection) {
                return Made(key: key, record: stored)
            }
        }
        throw AccessError.noFreeID
    }

    /// Writes down when keys were last used; an older moment changes nothing.
    public func noteUse(_ moments: [String: Timestamp]) async throws {
        guard !moments.isEmpty else { return }
        // In one order on all replicas, so that two of them never wait for each other.
        let used = moments.sorted { $0.key < $1.key }
        try await pool.query(
            """
            UPDATE api_keys SET last_used_at = greatest(last_used_at, used.moment)
            FROM unnest($1::text[], $2::bigint[]) AS used (id, moment) WHERE api_keys.id = used.id
            """,
            [
                PostgresValue(array: used.map(\.key)),
                PostgresValue(array: used.map { $0.value.description }),
            ])
    }

    // MARK: - Statements

    /// Each by name: a prepared statement does not outlive a column that a newer build adds to all of them.
    private static let columns = """
        id, label, scope, secret_hash, created_at, created_by, expires_at, revoked_at, replaced_by, last_used_at,
        requests_per_minute, order_notional, daily_notional, order_quantities
        """

    private static let selectOne = PreparedStatement(
        "api_key", "SELECT \(columns) FROM api_keys WHERE id = $1")

    private static func lock(
        _ id: String, on connection: isolated PostgresConnection
    ) throws -> KeyRecord {
        let rows = try connection.query(
            "SELECT \(columns) FROM api_keys WHERE id = $1 FOR UPDATE", [PostgresValue(id)])
        guard let row = rows.first else { throw AccessError.noSuchKey(id) }
        return try KeyRecord(row)
    }

    /// - Returns: what is stored, of an earlier attempt all but the secret; nil where there is another key of that id.
    private static func insert(
        _ record: KeyRecord, replacing name: KeyName?, on connection: isolated PostgresConnection
    ) throws -> KeyRecord? {
        let rows = try connection.query(
            """
            INSERT INTO api_keys (id, label, scope, secret_hash, created_at, created_by, expires_at,
                requests_per_minute, order_notional, daily_notional, order_quantities)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::json)
            ON CONFLICT (id) DO UPDATE SET secret_hash = EXCLUDED.secret_hash
            WHERE api_keys.created_at >= $12::bigint AND api_keys.created_by = EXCLUDED.created_by
                AND api_keys.last_used_at IS NULL AND api_keys.revoked_at IS NULL
            RETURNING \(columns)
            """,
            [
                PostgresValue(record.id), PostgresValue(record.label), PostgresValue(record.scope),
                PostgresValue(record.hash), PostgresValue(record.createdAt), PostgresValue(record.createdBy),
                PostgresValue(record.expiresAt?.description),
                PostgresValue(record.limits.requestsPerMinute?.description),
                PostgresValue(record.limits.orderNotional?.description),
                PostgresValue(record.limits.dailyNotional?.description),
                PostgresValue(try QuantityLimit.text(of: record.limits.orderQuantities)),
                PostgresValue(name?.attemptsSince ?? Timestamp(milliseconds: .max)),
            ])
        return try rows.first.map(KeyRecord.init)
    }

    private static func update(
        _ record: KeyRecord, on connection: isolated PostgresConnection
    ) throws {
        try connection.query(
            "UPDATE api_keys SET expires_at = $2, revoked_at = $3, replaced_by = $4 WHERE id = $1",
            [
                PostgresValue(record.id), PostgresValue(record.expiresAt?.description),
                PostgresValue(record.revokedAt?.description), PostgresValue(record.replacedBy),
            ])
    }
}

extension KeyRecord {
    init(_ row: PostgresRow) throws {
        self.init(
            id: try row.text("id"), label: try row.text("label"), scope: try row.text("scope"),
            hash: try row.text("secret_hash"),
            createdAt: Timestamp(milliseconds: try row.integer("created_at")),
            createdBy: try row.text("created_by"),
            expiresAt: try row.optionalValue("expires_at").map(Timestamp.init(milliseconds:)),
            revokedAt: try row.optionalValue("revoked_at").map(Timestamp.init(milliseconds:)),
            replacedBy: try row.optionalText("replaced_by"),
            lastUsedAt: try row.optionalValue("last_used_at").map(Timestamp.init(milliseconds:)),
            limits: KeyLimits(
                requestsPerMinute: try row.optionalValue("requests_per_minute"),
                orderNotional: try row.optionalValue("order_notional"),
                dailyNotional: try row.optionalValue("daily_notional"),
                orderQuantities: try QuantityLimit.limits(in: row.text("order_quantities"))))
    }
}
