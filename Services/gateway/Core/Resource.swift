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

    init(_ name: String, _ summary: String, _ fields: [ResourceField], listing: Listing? = nil) {
        self.name = name
        self.summary = summary
        self.fields = fields
        self.listing = listing
    }
}

/// How a list of records is read from the database.
public struct Listing: Sendable {
    /// A column by which records are ordered; together they are unique.
    public struct Key: Sendable {
        let column: String
        let type: String
    }
    /// The table.
    let table: String
    /// The order, most significant first.
    let keys: [Key]
    /// Query parameters and the conditions they add; `$` stands for the value.
    let filters: [(parameter: String, condition: String)]

    init(table: String, keys: [Key], filters: [(parameter: String, condition: String)]) {
        self.table = table
        self.keys = keys
        self.filters = filters
    }

    /// Whether these can be the values of a record's key.
    func holds(_ key: [String]) -> Bool {
        key.count == keys.count
            && zip(keys, key).allSatisfy { column, value in
                column.type == "bigint" ? Int64(value) != nil : !value.utf8.contains(0)
            }
    }
}
