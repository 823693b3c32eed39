/// One page of a listing: the statement that reads it, and the records and cursor made of what it gives.
///
/// Pages continue after the last record's key, not after a count, so that records that come meanwhile neither
/// repeat nor hide others.
public struct PageQuery: Sendable, Equatable {
    /// The statement, with `$1`, `$2`, … for values.
    public let sql: String
    /// The values.
    public let values: [String]
    private let limit: Int
    private let keyCount: Int

    /// The page a checked request asks for.
    ///
    /// - Throws: ``Problem`` for a cursor that is none of this listing's: there is no such page.
    public init(_ resource: Resource, _ listing: Listing, _ request: RequestValues) throws(Problem) {
        let isAscending = request.text("order") == "asc"
        limit = request.integer("limit") ?? 100
        keyCount = listing.keys.count
        var values: [String] = []
        var conditions: [String] = []
        for filter in listing.filters {
            guard let value = request.text(filter.parameter) else { continue }
            values.append(value)
            conditions.append(filter.condition.replacing("$", with: "$\(values.count)"))
        }
        if let text = request.text("cursor") {
            guard let cursor = PageCursor(text), listing.holds(cursor.key) else {
                throw .unknownCursor(["query", "cursor"])
            }
            let columns = listing.keys.map(\.column).joined(separator: ", ")
            let places = zip(listing.keys, cursor.key).map { key, value in
                values.append(value)
                return "$\(values.count)::\(key.type)"
            }
            conditions.append("(\(columns)) \(isAscending ? ">" : "<") (\(places.joined(separator: ", ")))")
        }
        // The key travels beside the fields: a field may be shown in another form than it is compared in.
        let columns =
            resource.selection + listing.keys.enumerated().map { "\($1.column)::text AS key\($0)" }
        let order = listing.keys.map { $0.column + (isAscending ? " ASC" : " DESC") }.joined(separator: ", ")
        let filter = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        // One more than asked for tells whether there is a next page.
        sql =
            "SELECT \(columns.joined(separator: ", ")) FROM \(listing.table)\(filter) ORDER BY \(order) "
            + "LIMIT \(limit + 1)"
        self.values = values
    }

    /// The page as JSON: `items`, and `next`, the cursor of the following page or null.
    ///
    /// `rows` is what the statement gave; each answers a column's name with its text.
    /// `beside` is what else the page tells.
    public func page(
        _ resource: Resource, rows: [(String) -> String?], beside: [(String, JSONValue)] = []
    ) -> JSONValue {
        let shown = rows.prefix(limit)
        let items = shown.map { resource.record(of: $0) }
        var next = JSONValue.null
        if rows.count > limit, let last = shown.last {
            next = .text(PageCursor(key: (0..<keyCount).map { last("key\($0)") ?? "" }).text)
        }
        return .object([("items", .array(items)), ("next", next)] + beside)
    }
}
