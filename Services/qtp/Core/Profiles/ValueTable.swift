import Domain
import History

/// A table of comma-separated values whose first line names the columns; plain or gzip.
struct ValueTable {
    let file: String
    let header: [String]
    /// How many rows follow the header.
    private(set) var rowCount = 0
    private let bytes: [UInt8]
    /// Start and end of every field, row by row.
    private var bounds: [UInt32] = []
    private var lines: [Int32] = []

    init(contentsOf path: String) throws(HistoryError) {
        try self.init(FileBytes.read(path), named: path)
    }

    init(_ bytes: [UInt8], named file: String) throws(HistoryError) {
        self.file = file
        self.bytes = bytes
        var header: [String]?
        var start = 0
        var line: Int32 = 0
        var fields: [UInt32] = []
        while start < bytes.count {
            line += 1
            fields.removeAll(keepingCapacity: true)
            let next = Self.split(bytes, from: start, into: &fields)
            start = next
            // Blank lines are no rows.
            if fields.count == 2, fields[0] == fields[1] { continue }
            guard let columns = header else {
                header = stride(from: 0, to: fields.count, by: 2).map {
                    String(decoding: bytes[Int(fields[$0])..<Int(fields[$0 + 1])], as: UTF8.self)
                }
                continue
            }
            guard fields.count == 2 * columns.count else {
                throw .invalidRow(
                    file: file, line: Int(line),
                    reason: "\(fields.count / 2) fields where the header has \(columns.count)")
            }
            bounds += fields
            lines.append(line)
            rowCount += 1
        }
        self.header = header ?? []
    }

    /// Appends the bounds of a line's fields, and gives the start of the next line.
    private static func split(_ bytes: [UInt8], from start: Int, into fields: inout [UInt32]) -> Int {
        var fieldStart = start
        var index = start
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
            if bytes[index] == UInt8(ascii: ",") {
                fields += [UInt32(fieldStart), UInt32(index)]
                fieldStart = index + 1
            }
            index += 1
        }
        let end = index > fieldStart && bytes[index - 1] == UInt8(ascii: "\r") ? index - 1 : index
        fields += [UInt32(fieldStart), UInt32(end)]
        return index + 1
    }

    func column(_ name: String) -> Int? { header.firstIndex(of: name) }

    /// The place of a column that must be there.
    func required(_ name: String) throws(HistoryError) -> Int {
        guard let place = column(name) else {
            throw .invalidRow(file: file, line: 1, reason: "the header has no column \(name)")
        }
        return place
    }

    subscript(row: Int, column: Int) -> ArraySlice<UInt8> {
        let field = 2 * (row * header.count + column)
        return bytes[Int(bounds[field])..<Int(bounds[field + 1])]
    }

    func text(_ row: Int, _ column: Int) -> String { String(decoding: self[row, column], as: UTF8.self) }

    func decimal(_ row: Int, _ column: Int) throws(HistoryError) -> ExactDecimal {
        guard let value = ExactDecimal(self[row, column]) else {
            throw invalid(row, "\(header[column]) \"\(text(row, column))\" is no decimal number")
        }
        return value
    }

    func time(_ row: Int, _ column: Int) throws(HistoryError) -> Timestamp {
        guard let value = Int64(text(row, column)) else {
            throw invalid(row, "\(header[column]) \"\(text(row, column))\" is no time in milliseconds")
        }
        let time = Timestamp(milliseconds: value)
        guard time.isPlausible else { throw invalid(row, "\(header[column]) \(value) is no plausible time") }
        return time
    }

    /// What is wrong with a row.
    func invalid(_ row: Int, _ reason: String) -> HistoryError {
        .invalidRow(file: file, line: Int(lines[row]), reason: reason)
    }
}
