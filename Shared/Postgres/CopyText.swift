/// Rows in the text form of `COPY`: cells separated by tabs, rows ended by line feeds (PostgreSQL manual,
/// COPY).
public struct CopyText: Sendable {
    private(set) var bytes: [UInt8] = []
    /// Rows so far.
    public private(set) var rowCount = 0

    /// No rows.
    public init() {}

    /// Adds one row; a nil cell is SQL's null.
    public mutating func append(_ cells: some Sequence<String?>) {
        var isFirst = true
        for cell in cells {
            if !isFirst { bytes.append(UInt8(ascii: "\t")) }
            isFirst = false
            if let cell {
                append(escaping: cell)
            } else {
                bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "N")])
            }
        }
        bytes.append(UInt8(ascii: "\n"))
        rowCount += 1
    }

    private mutating func append(escaping text: String) {
        let isPlain = text.utf8.allSatisfy { $0 != UInt8(ascii: "\\") && $0 != 9 && $0 != 10 && $0 != 13 }
        guard !isPlain else {
            bytes.append(contentsOf: text.utf8)
            return
        }
        for byte in text.utf8 {
            let letter: UInt8? =
                switch byte {
                case 9: UInt8(ascii: "t")
                case 10: UInt8(ascii: "n")
                case 13: UInt8(ascii: "r")
                case UInt8(ascii: "\\"): byte
                default: nil
                }
            if letter != nil { bytes.append(UInt8(ascii: "\\")) }
            bytes.append(letter ?? byte)
        }
    }
}
