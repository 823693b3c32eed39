/// One record by its id.
public struct RecordQuery: Sendable, Equatable {
    /// The statement, with `$1`, `$2`, … for values.
    public let sql: String
    /// The values.
    public let values: [String]

    /// The statement that reads a record, as JSON in the column `record`; nil for an id that no such record can have.
    ///
    /// An id of several parts is written with slashes between them, and may start with the kind of record.
    public init?(_ resource: Resource, id: String) {
        guard let listing = resource.listing, !listing.identity.isEmpty else { return nil }
        let keys = listing.identity
        var parts = [id]
        if keys.count > 1 {
            parts = id.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            if parts.count == keys.count + 1, parts[0] == resource.name.lowercased() { parts.removeFirst() }
        }
        guard parts.count == keys.count, zip(keys, parts).allSatisfy({ $0.holds($1) }) else { return nil }
        let conditions = keys.enumerated().map { "\($1.column) = $\($0 + 1)::\($1.type)" }
        let rows =
            "SELECT * FROM \(listing.table) WHERE \(conditions.joined(separator: " AND ")) LIMIT 1"
        sql = "SELECT row_to_json(record)::text AS record FROM \(resource.documents(of: rows))"
        values = parts
    }
}
