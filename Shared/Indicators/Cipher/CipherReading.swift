/// What the Cipher study knows of one bar.
public struct CipherReading: Sendable, IndicatorOutput {
    var lines: InlineArray<35, Double>
    /// What it sees on the bar.
    public internal(set) var marks: CipherMarks

    /// A line's value; NaN while it is not known.
    public subscript(line: CipherLine) -> Double { lines[line.rawValue] }

    /// Nothing known, nothing seen.
    public static let unknown = Self(lines: InlineArray(repeating: .nan), marks: [])
    /// One number per column.
    public static let width = CipherColumn.all.count

    /// Whether every line is known; turning points, which most bars do not confirm, aside.
    public var isKnown: Bool {
        CipherLine.allCases.allSatisfy { $0.isTurningPoint || !self[$0].isNaN }
    }

    /// The same bits in every line and mark; a value not known equals itself.
    public static func == (first: Self, second: Self) -> Bool {
        first.marks == second.marks
            && CipherLine.allCases.allSatisfy { first[$0].bitPattern == second[$0].bitPattern }
    }

    /// Writes every column, in the order of ``CipherColumn/all``; a mark as 0 or 1.
    public func store(_ slot: UnsafeMutablePointer<Double>, stride: Int) {
        for (index, column) in CipherColumn.all.enumerated() {
            slot[index * stride] =
                switch column {
                case .line(let line): self[line]
                case .mark(let mark): marks.contains(mark) ? 1 : 0
                }
        }
    }
}

/// What the Cipher study knows of many bars, column by column.
public struct CipherColumns: Sendable {
    /// How many bars.
    public let count: Int
    var lines: [Double]
    /// What it sees on each.
    public internal(set) var marks: [CipherMarks]

    /// Room for `count` bars.
    public init(count: Int) {
        self.count = count
        lines = Array(repeating: .nan, count: CipherLine.count * count)
        marks = Array(repeating: [], count: count)
    }

    /// Room for `count` bars that are all going to be written.
    init(unwritten count: Int) {
        self.count = count
        lines = Array(unsafeUninitializedCapacity: CipherLine.count * count) { $1 = CipherLine.count * count }
        marks = Array(unsafeUninitializedCapacity: count) { $1 = count }
    }

    /// A line's values, one per bar; NaN while they are not known.
    public subscript(line: CipherLine) -> ArraySlice<Double> {
        lines[line.rawValue * count..<(line.rawValue + 1) * count]
    }

    /// A column's values: a mark's are 0 or 1.
    public subscript(column: CipherColumn) -> [Double] {
        switch column {
        case .line(let line): Array(self[line])
        case .mark(let mark): marks.map { $0.contains(mark) ? 1 : 0 }
        }
    }

    /// One bar.
    public subscript(row: Int) -> CipherReading {
        CipherReading(lines: InlineArray { lines[$0 * count + row] }, marks: marks[row])
    }
}
