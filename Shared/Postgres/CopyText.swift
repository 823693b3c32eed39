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

    /// Adds one decimal to the row under way, given as a count of its last digit; a scale of zero makes a whole number.
    ///
    /// Without a text of its own in between, which is several times as fast.
    public mutating func append(cell units: Int64, scale: Int = 0) {
        // As many digits as fit, a sign, a point and the zeros before a small fraction.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { buffer in
            var start = buffer.count
            func put(_ byte: UInt8) {
                start -= 1
                buffer[start] = byte
            }
            put(UInt8(ascii: "\t"))
            var rest = units.magnitude
            var position = 0
            while rest > 0 || position <= scale {
                if position == scale, scale > 0 { put(UInt8(ascii: ".")) }
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
                rest = quotient
                position += 1
            }
            if units < 0 { put(UInt8(ascii: "-")) }
            bytes.append(
                contentsOf: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[start...]))
        }
    }

    /// Adds one cell that has been seen before, as it was written then.
    public mutating func append(cell known: Cell) { bytes.append(contentsOf: known.bytes) }

    /// A cell that many rows have.
    public struct Cell: Sendable {
        fileprivate let bytes: [UInt8]
        /// The cell of a text.
        public init(_ text: String) {
            var row = CopyText()
            row.append(cell: text)
            bytes = row.bytes
        }
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
