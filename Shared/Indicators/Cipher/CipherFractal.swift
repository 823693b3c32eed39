/// Finds the turning points of an oscillator.
///
/// The middle of five values is a top where it exceeds the two before and the two after it by more than the
/// tolerance, a bottom likewise: it is known two bars later, and never taken back. Source: Bill Williams, "Trading
/// Chaos", 1995; the rule of `f_findDivs` in the public VuManChu Cipher B script.
struct CipherFractal: Sendable, Equatable, Codable {
    /// The last four values, the newest first; zero where there is none yet.
    private var recent = SIMD4<Double>()
    /// How many of them there are.
    private var known = 0

    /// Adds `top` or `bottom` to the code of each row that confirms one, the turning point two rows before it.
    ///
    /// `values` has room for ``CipherBlock/history`` rows before the first; values are unknown at the beginning of
    /// a series and never again.
    mutating func run(
        _ line: UnsafePointer<Double>, _ values: UnsafeMutablePointer<Double>, _ rows: Int, tolerance: Double,
        top: Double, bottom: Double, codes: UnsafeMutablePointer<Double>
    ) {
        for age in 0..<4 { values[-1 - age] = age < known ? recent[age] : .nan }
        values.update(from: line, count: rows)
        for row in 0..<rows {
            let centre = values[row - 2]
            let (oldest, older) = (centre - values[row - 4], centre - values[row - 3])
            let (newer, newest) = (centre - values[row - 1], centre - values[row])
            let least = Self.lesser(Self.lesser(older, newer), newest)
            let greatest = Self.greater(Self.greater(older, newer), newest)
            // If any of the five is unknown, so is the oldest, whose comparisons then are false.
            codes[row] +=
                (oldest > tolerance ? (least > tolerance ? top : 0) : 0)
                + (oldest < -tolerance ? (greatest < -tolerance ? bottom : 0) : 0)
        }
        for row in max(0, rows - 4)..<rows where !values[row].isNaN { known = min(4, known + 1) }
        for age in 0..<known { recent[age] = values[rows - 1 - age] }
    }

    @inline(__always)
    private static func lesser(_ first: Double, _ second: Double) -> Double {
        first < second ? first : second
    }
    @inline(__always)
    private static func greater(_ first: Double, _ second: Double) -> Double {
        first > second ? first : second
    }
}

/// The turning points of one oscillator that lie beyond a pair of levels, and the divergences between one and
/// the next.
///
/// A top below the upper level and a bottom above the lower one are not there at all, also not as the previous
/// one. Bearish: a higher high of the price, a lower top. Bullish: a lower low, a higher bottom. Hidden bearish:
/// a lower high, a higher top. Hidden bullish: a higher low, a lower bottom. Equal is never a divergence.
struct CipherTurns: Sendable, Equatable, Codable {
    /// A turning point.
    struct Turn: Sendable, Equatable, Codable {
        var isThere = false
        var value = 0.0
        /// The high of a top's bar, the low of a bottom's.
        var price = 0.0
    }

    /// Four bits of one bar, in the order of each group's marks.
    private enum Kind {
        static let bearish: UInt64 = 1
        static let bullish: UInt64 = 2
        static let hiddenBearish: UInt64 = 4
        static let hiddenBullish: UInt64 = 8
    }

    private let topLevel: Double
    private let bottomLevel: Double
    private var top = Turn()
    private(set) var bottom = Turn()

    /// Turning points at or above `topLevel` and at or below `bottomLevel`.
    init(topLevel: Double, bottomLevel: Double) {
        self.topLevel = topLevel
        self.bottomLevel = bottomLevel
    }

    /// Turning points at any level.
    init() {
        self.init(topLevel: -.greatestFiniteMagnitude, bottomLevel: .greatestFiniteMagnitude)
    }

    /// Takes a top.
    ///
    /// - Returns: the divergences it completes; nil if it does not count.
    @inline(__always)
    mutating func takeTop(_ value: Double, price: Double, tolerance: Double) -> UInt64? {
        guard value >= topLevel else { return nil }
        let before = top
        top = Turn(isThere: true, value: value, price: price)
        guard before.isThere else { return 0 }
        return (price > before.price && before.value - value > tolerance ? Kind.bearish : 0)
            | (price < before.price && value - before.value > tolerance ? Kind.hiddenBearish : 0)
    }

    /// Whether a bottom of that value is one.
    func counts(bottom value: Double) -> Bool { value <= bottomLevel }

    /// Takes a bottom; see ``takeTop(_:price:tolerance:)``.
    @inline(__always)
    mutating func takeBottom(_ value: Double, price: Double, tolerance: Double) -> UInt64? {
        guard counts(bottom: value) else { return nil }
        let before = bottom
        bottom = Turn(isThere: true, value: value, price: price)
        guard before.isThere else { return 0 }
        return (price < before.price && value - before.value > tolerance ? Kind.bullish : 0)
            | (price > before.price && before.value - value > tolerance ? Kind.hiddenBullish : 0)
    }
}
