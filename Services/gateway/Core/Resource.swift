/// A kind of record: its fields as JSON shows them, and as the database keeps them.
public struct Resource: Sendable {
    /// Its name in the OpenAPI document.
    public let name: String
    /// What a record tells.
    public let summary: String
    /// The fields, in order.
    public let fields: [ResourceField]
    /// How lists of it are read; nil for what is no list.
    public let listing: Listing?
    /// What a page of it tells beside its records.
    public let beside: [ResourceField]

    init(
        _ name: String, _ summary: String, _ fields: [ResourceField], listing: Listing? = nil,
        beside: [ResourceField] = []
    ) {
        self.name = name
        self.summary = summary
        self.fields = fields
        self.listing = listing
        self.beside = beside
    }

    /// What a statement reads from to have each of some rows as a JSON document, named `record`; the rows are `stored`.
    func documents(of rows: String) -> String {
        let columns = fields.filter { !$0.column.isEmpty }.map { "\($0.jsonColumn) AS \"\($0.name)\"" }
        return "(\(rows)) AS stored CROSS JOIN LATERAL (SELECT \(columns.joined(separator: ", "))) AS record"
    }

    /// The expression that makes one list of documents whose rows have a `place`.
    ///
    /// `limit` leaves out those beyond that place; nil leaves out none.
    static func list(limit: Int? = nil, isReversed: Bool = false) -> String {
        let filter = limit.map { " FILTER (WHERE place <= \($0))" } ?? ""
        return "'[' || coalesce(string_agg(row_to_json(record)::text, ',' "
            + "ORDER BY place\(isReversed ? " DESC" : ""))\(filter), '') || ']'"
    }
}

/// How a list of records is read from the database.
public struct Listing: Sendable {
    /// A column by which records are ordered; together they are unique.
    public struct Key: Sendable {
        let column: String
        let type: String

        /// Whether this can be one of its values.
        func holds(_ value: String) -> Bool {
            type == "bigint" ? Int64(value) != nil : !value.utf8.contains(0)
        }
    }
    /// The table, or a query in its place.
    let table: String
    /// The order, most significant first.
    let keys: [Key]
    /// What an id says, in its order; empty where single records are not read.
    let identity: [Key]
    /// Query parameters and the conditions they add; `$` stands for the value.
    let filters: [(parameter: String, condition: String)]

    init(
        table: String, keys: [Key], identity: [Key] = [], filters: [(parameter: String, condition: String)]
    ) {
        self.table = table
        self.keys = keys
        self.identity = identity
        self.filters = filters
    }

    /// Whether these can be the values of a record's key.
    func holds(_ key: [String]) -> Bool {
        key.count == keys.count && zip(keys, key).allSatisfy { $0.holds($1) }
    }
}
