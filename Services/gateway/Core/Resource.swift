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

    /// The fields as a statement asks for them, each under its name.
    var selection: [String] {
        fields.filter { !$0.column.isEmpty }.map { "\($0.column) AS \"\($0.name)\"" }
    }

    /// A record as JSON, made of a row that answers a column's name with its text.
    public func record(of row: (String) -> String?) -> JSONValue {
        .object(fields.filter { !$0.column.isEmpty }.map { ($0.name, $0.json(row($0.name))) })
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
