/// What Cipher A draws.
///
/// With `e1` ... `e8` the ribbon and `wt1`, `wt2` its WaveTrend: `long_ema` is `e2` crossing over `e8`, `short_ema` the
/// reverse; `red_cross` is `e1` crossing under `e2`, `green_cross` over it; `blue_up` and `blue_down` are `e2` crossing
/// over and under `e3`; `red_diamond` is `wt2` crossing over `wt1`, `green_diamond` under it. `dump_diamond` and
/// `moon_diamond` are a diamond with the cross of its colour. Prices within the relative tolerance are equal.
struct CipherRibbonMarks: Sendable, Equatable, Codable {
    /// What the last bar leaves behind.
    private struct Past: Sendable, Equatable, Codable {
        var trend = CipherRelation()
        var fast = CipherRelation()
        var middle = CipherRelation()
        var wave = CipherRelation()
        var (isRising, isFalling) = (false, false)
    }

    private struct Levels: Sendable, Equatable, Codable {
        let price: Double
        let oscillator: Double
        let upper: Double
        let lower: Double
    }

    /// The columns read, each at its first row.
    private struct Columns {
        let (open, close): (UnsafePointer<Double>, UnsafePointer<Double>)
        let (first, second): (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)
        let (third, last): (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)
        let (fast, slow): (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)
        let strength: UnsafeMutablePointer<Double>
    }

    private var past = Past()
    private let levels: Levels

    init(_ parameters: CipherParameters) {
        levels = Levels(
            price: parameters.priceTolerance, oscillator: parameters.oscillatorTolerance,
            upper: parameters.ribbonOverbought, lower: parameters.ribbonOversold)
    }

    mutating func run(_ block: CipherBlock) {
        let columns = Columns(
            open: block.open, close: block.close, first: block[.ribbon1], second: block[.ribbon2],
            third: block[.ribbon3], last: block[.ribbon8], fast: block[.ribbonWaveTrend1],
            slow: block[.ribbonWaveTrend2], strength: block[.relativeStrength])
        let (levels, marks) = (levels, block.marks)
        marks[0].formUnion(Self.marks(past, columns, 0, levels))
        for row in 1..<max(1, block.rows) {
            marks[row].formUnion(Self.marks(Self.past(columns, row - 1, levels), columns, row, levels))
        }
        past = Self.past(columns, block.rows - 1, levels)
    }

    /// Two prices closer than this are equal.
    @inline(__always)
    private static func scale(_ first: Double, _ second: Double, _ levels: Levels) -> Double {
        levels.price * (first > second ? first : second)
    }

    @inline(__always)
    private static func past(_ columns: Columns, _ row: Int, _ levels: Levels) -> Past {
        let (first, second) = (columns.first[row], columns.second[row])
        let (third, last) = (columns.third[row], columns.last[row])
        var past = Past()
        past.trend = CipherRelation(second - last, tolerance: scale(second, last, levels))
        past.fast = CipherRelation(first - second, tolerance: scale(first, second, levels))
        past.middle = CipherRelation(second - third, tolerance: scale(second, third, levels))
        past.wave = CipherRelation(columns.fast[row] - columns.slow[row], tolerance: levels.oscillator)
        past.isRising = columns.close[row] > columns.open[row]
        past.isFalling = columns.close[row] < columns.open[row]
        return past
    }

    @inline(__always)
    private static func marks(
        _ past: Past, _ columns: Columns, _ row: Int, _ levels: Levels
    ) -> CipherMarks {
        let (first, second) = (columns.first[row], columns.second[row])
        let (third, last) = (columns.third[row], columns.last[row])
        let trend = scale(second, last, levels)
        var found: UInt64 = second - last > trend ? CipherMark.ribbonUp.bit : 0
        found |= past.trend.crosses(to: second - last, tolerance: trend, up: .longCross, down: .shortCross)
        found |= past.fast.crosses(
            to: first - second, tolerance: scale(first, second, levels), up: .greenCross, down: .redCross)
        found |= past.middle.crosses(
            to: second - third, tolerance: scale(second, third, levels), up: .blueUp, down: .blueDown)
        found |= past.wave.crosses(
            to: columns.fast[row] - columns.slow[row], tolerance: levels.oscillator, up: .greenDiamond,
            down: .redDiamond)
        let dump = found >> shift(.redDiamond) & found >> shift(.redCross) & 1
        let moon = found >> shift(.greenDiamond) & found >> shift(.greenCross) & 1
        found |= dump << shift(.dumpDiamond) | moon << shift(.moonDiamond)
        found |= warnings(columns, row, levels, found)
        return CipherMarks(rawValue: found | candles(past, columns, row, found))
    }

    @inline(__always)
    private static func shift(_ mark: CipherMark) -> UInt64 { UInt64(truncatingIfNeeded: mark.rawValue) }

    /// Diamonds at levels where they warn of the reverse; comparisons with what is not known are false.
    @inline(__always)
    private static func warnings(
        _ columns: Columns, _ row: Int, _ levels: Levels, _ found: UInt64
    ) -> UInt64 {
        let (slow, strength) = (columns.slow[row], columns.strength[row])
        let low: UInt64 =
            slow < 45
            ? (slow > levels.lower ? (strength < 30 ? (strength > 15 ? 1 : 0) : 0) : 0) : 0
        let high: UInt64 = slow > 55 ? (slow < levels.upper ? (strength < 70 ? 1 : 0) : 0) : 0
        return (low & found >> shift(.redDiamond)) << shift(.yellowUp)
            | (high & found >> shift(.greenDiamond)) << shift(.yellowDown)
    }

    /// The second rising bar that opens above the ribbon without a warning, or the second falling one that opens
    /// below it; the red cross in both, as the script has it.
    @inline(__always)
    private static func candles(
        _ past: Past, _ columns: Columns, _ row: Int, _ found: UInt64
    ) -> UInt64 {
        let (open, close) = (columns.open[row], columns.close[row])
        let (second, last) = (columns.second[row], columns.last[row])
        let bull: UInt64 =
            close > open ? (past.isRising ? (open > second ? (open > last ? 1 : 0) : 0) : 0) : 0
        let bear: UInt64 =
            close < open ? (past.isFalling ? (open < second ? (open < last ? 1 : 0) : 0) : 0) : 0
        let red = found >> shift(.redCross)
        return (bull & ~(red | found >> shift(.redDiamond))) << shift(.bullCandle)
            | (bear & ~(red | found >> shift(.greenDiamond))) << shift(.bearCandle)
    }
}
