/// Rows in the text form of `COPY`: cells separated by tabs, rows ended by line feeds (PostgreSQL manual,
/// COPY).
public struct CopyText: Sendable {
    private(set) var bytes: [UInt8] = []
    /// Rows so far.
    public private(set) var rowCount = 0

    /// No rows.
    public init() {}

    /// Makes room for so many bytes.
    public mutating func reserveCapacity(bytes count: Int) { bytes.reserveCapacity(count) }

    /// Adds one row; a nil cell is SQL's null.
    public mutating func append(_ cells: some Sequence<String?>) {
        for cell in cells {
            if let cell {
                append(cell: cell)
            } else {
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(UInt8(ascii: "N"))
                bytes.append(UInt8(ascii: "\t"))
            }
        }
        endRow()
    }

    /// Adds one cell to the row under way.
    public mutating func append(cell text: String) {
        append(escaping: text)
        bytes.append(UInt8(ascii: "\t"))
    }

    /// Adds one whole number to the row under way, without a text of its own in between.
    public mutating func append(cell number: Int64) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = number.magnitude
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
            rest = quotient
        } while rest > 0
        bytes[start...].reverse()
        bytes.append(UInt8(ascii: "\t"))
    }

    /// Ends the row under way, which has a cell at least.
    public mutating func endRow() {
        bytes[bytes.count - 1] = UInt8(ascii: "\n")
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
