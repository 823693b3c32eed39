/// One page of a listing: the statement that reads it, and the page made of what it gives.
///
/// The database writes the records as JSON, so that a long page is one text on its way through here. Pages continue after
/// the last record's key, not after a count, so that records that come meanwhile neither repeat nor hide others.
public struct PageQuery: Sendable, Equatable {
    /// The statement, with `$1`, `$2`, … for values; it gives one row.
    public let sql: String
    /// The values.
    public let values: [String]

    /// One page, as its statement gave it.
    public struct Page: Sendable, Equatable {
        /// The records.
        public let items: JSONValue
        /// The key of the last record, where more follow it.
        public let last: [String]?

        /// Reads the columns of the statement's row.
        public init(items: String, last: String?) {
            self.items = .raw(items)
            self.last = last.flatMap(PageCursor.init(json:))?.key
        }

        /// The page as JSON: `items`, and `next`, the cursor of the following page or null; then what else it tells.
        public func json(beside: [(String, JSONValue)] = []) -> JSONValue {
            .object([("items", items), ("next", .text(last.map { PageCursor(key: $0).text }))] + beside)
        }
    }

    /// The page a checked request asks for; `isReversed` shows its records in the opposite order.
    ///
    /// - Throws: ``Problem`` for a cursor that is none of this listing's: there is no such page.
    public init(
        _ resource: Resource, _ listing: Listing, _ request: RequestValues, isReversed: Bool = false
    ) throws(Problem) {
        let isAscending = request.text("order") == "asc"
        let limit = request.integer("limit") ?? 100
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
        let filter = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        let order = listing.keys.map { $0.column + (isAscending ? " ASC" : " DESC") }.joined(separator: ", ")
        // One more than asked for tells whether there is a next page.
        let rows =
            "SELECT *, row_number() OVER (ORDER BY \(order)) AS place FROM \(listing.table)\(filter)"
            + " ORDER BY \(order) LIMIT \(limit + 1)"
        // A field may be shown in another form than it is compared in, so the key is told beside the records.
        let key = listing.keys.map { "stored.\($0.column)::text" }.joined(separator: ", ")
        sql = """
            SELECT \(Resource.list(limit: limit, isReversed: isReversed)) AS items, \
            CASE WHEN count(*) > \(limit) THEN \
            max(json_build_array(\(key))::text) FILTER (WHERE place = \(limit)) END AS last \
            FROM \(resource.documents(of: rows))
            """
        self.values = values
    }
}
