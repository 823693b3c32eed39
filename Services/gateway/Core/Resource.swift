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

/// One field of a record.
public struct ResourceField: Sendable {
    /// What it holds, and how it is written in JSON.
    public indirect enum Form: Sendable {
        /// Decimal text, exact: `"0.1"`.
        case decimal
        /// A whole number.
        case integer
        /// Milliseconds since the Unix epoch, UTC.
        case timestamp
        /// A binary fraction: analysis, not accounting.
        case number
        case boolean
        case text
        /// One of some words.
        case word([String])
        /// Any number of one form.
        case list(Form)
        /// Fields of their own.
        case record([ResourceField])
    }
    /// Its name in JSON.
    public let name: String
    /// What it holds.
    public let form: Form
    /// What it means, with its unit.
    public let summary: String
    /// Whether it may be null.
    public let isNullable: Bool
    /// The SQL expression that gives it as text; empty for what the database does not give.
    let column: String

    init(_ name: String, _ form: Form, _ summary: String, isNullable: Bool = false, column: String = "") {
        self.name = name
        self.form = form
        self.summary = summary
        self.isNullable = isNullable
        self.column = column
    }

    /// The database's text as JSON.
    func json(_ text: String?) -> JSONValue {
        guard let text else { return .null }
        switch form {
        case .decimal, .text, .word: return .text(text)
        case .integer, .timestamp: return Int64(text).map { .integer($0) } ?? .null
        case .boolean: return .boolean(text == "t" || text == "true")
        case .number, .list, .record: return .raw(text)
        }
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
