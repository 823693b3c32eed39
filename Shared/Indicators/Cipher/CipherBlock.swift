/// Consecutive bars and the memory for what the study makes of them, lent to its parts for one pass.
///
/// Each part runs over the whole block before the next, and in loops of one kind of work: recurrences keep their
/// state in registers, everything else is done on several rows at once. One bar is a block of one row, so
/// streaming and batch are the same code.
struct CipherBlock {
    /// Columns of scratch that a block needs, each with room for ``history`` rows before the first.
    static let scratchColumns = 4
    /// Rows before the first that the fractals look back to.
    static let history = 4

    let rows: Int
    let open: UnsafePointer<Double>
    let high: UnsafePointer<Double>
    let low: UnsafePointer<Double>
    let close: UnsafePointer<Double>
    /// The first row of the first line; the next line starts `stride` numbers later.
    let lines: UnsafeMutablePointer<Double>
    let stride: Int
    let marks: UnsafeMutablePointer<CipherMarks>
    let scratch: UnsafeMutablePointer<Double>

    /// A line's column.
    @inline(__always)
    subscript(line: CipherLine) -> UnsafeMutablePointer<Double> { lines + line.rawValue * stride }

    /// A scratch column's first row.
    @inline(__always)
    func scratch(_ column: Int) -> UnsafeMutablePointer<Double> {
        scratch + (rows + Self.history) * column + Self.history
    }

    /// Numbers of scratch for a block of so many rows.
    static func scratchCount(rows: Int) -> Int { scratchColumns * (rows + history) }
}

extension CipherBlock {
    /// The bars from `first` on, at most `limit`; nil where there is no memory.
    init?(
        _ bars: BarPointers, _ lines: UnsafeMutableBufferPointer<Double>,
        _ marks: UnsafeMutableBufferPointer<CipherMarks>, _ scratch: UnsafeMutableBufferPointer<Double>,
        from first: Int, limit: Int
    ) {
        guard let open = bars.open.baseAddress, let high = bars.high.baseAddress,
            let low = bars.low.baseAddress, let close = bars.close.baseAddress,
            let lines = lines.baseAddress, let marks = marks.baseAddress, let scratch = scratch.baseAddress
        else { return nil }
        self.init(
            rows: min(limit, bars.count - first), open: open + first, high: high + first, low: low + first,
            close: close + first, lines: lines + first, stride: bars.count, marks: marks + first,
            scratch: scratch)
    }
}

/// How one number stands to another: whether above or below by more than a tolerance.
///
/// A cross up is "above" now and "at most equal" a bar ago; a cross down the reverse. Where a number is unknown it
/// is neither, so that nothing crosses on the first bar.
struct CipherRelation: Sendable, Equatable, Codable {
    /// Not above, of two known numbers.
    var isAtMost = false
    /// Not below, of two known numbers.
    var isAtLeast = false

    init() {}

    /// The relation of two numbers that differ by `difference`.
    @inline(__always)
    init(_ difference: Double, tolerance: Double) {
        isAtMost = difference <= tolerance
        isAtLeast = difference >= -tolerance
    }

    /// The bits of a cross from this relation to a difference; the tests are without branches, since their outcomes
    /// are as good as random.
    @inline(__always)
    func crosses(to difference: Double, tolerance: Double, up: CipherMark, down: CipherMark) -> UInt64 {
        (difference > tolerance ? (isAtMost ? up.bit : 0) : 0)
            | (difference < -tolerance ? (isAtLeast ? down.bit : 0) : 0)
    }
}
