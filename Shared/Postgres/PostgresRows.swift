/// The rows of one answer, copied out of libpq.
public struct PostgresRows: Sendable, RandomAccessCollection {
    /// The columns' names.
    public let columns: [String]
    /// Rows a statement inserted, changed or deleted.
    public let affected: Int
    private let cells: [String?]
    private let rowCount: Int

    init(columns: [String], cells: [String?], rowCount: Int, affected: Int) {
        self.columns = columns
        self.cells = cells
        self.rowCount = rowCount
        self.affected = affected
    }

    /// The first row's place.
    public var startIndex: Int { 0 }
    /// The place after the last row.
    public var endIndex: Int { rowCount }
    /// One row.
    public subscript(position: Int) -> PostgresRow {
        precondition(position >= 0 && position < rowCount, "no such row")
        return PostgresRow(
            columns: columns, cells: cells[position * columns.count..<(position + 1) * columns.count])
    }
}

/// One row, read by the columns' names.
public struct PostgresRow: Sendable {
    let columns: [String]
    let cells: ArraySlice<String?>

    /// The text of a column; nil where it is null.
    public func optionalText(_ column: String) throws(PostgresError) -> String? {
        guard let offset = columns.firstIndex(of: column) else { throw .unreadable(column: column) }
        return cells[cells.startIndex + offset]
    }

    /// The text of a column that is never null.
    public func text(_ column: String) throws(PostgresError) -> String {
        guard let text = try optionalText(column) else { throw .unreadable(column: column) }
        return text
    }

    /// A value that prints what it parses: `Int64`, `Double`, `Price`.
    public func value<Value: LosslessStringConvertible>(
        _ column: String, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        guard let value = Value(try text(column)) else { throw .unreadable(column: column) }
        return value
    }

    /// Such a value; nil where the column is null.
    public func optionalValue<Value: LosslessStringConvertible>(
        _ column: String, as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value? {
        guard let text = try optionalText(column) else { return nil }
        guard let value = Value(text) else { throw .unreadable(column: column) }
        return value
    }

    /// A whole number.
    public func integer(_ column: String) throws(PostgresError) -> Int64 { try value(column) }

    /// True or false, which PostgreSQL prints as one letter.
    public func boolean(_ column: String) throws(PostgresError) -> Bool {
        switch try text(column) {
        case "t": true
        case "f": false
        default: throw .unreadable(column: column)
        }
    }
}
