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

    private var past = Past()
    private let levels: Levels

    init(_ parameters: CipherParameters) {
        levels = Levels(
            price: parameters.priceTolerance, oscillator: parameters.oscillatorTolerance,
            upper: parameters.ribbonOverbought, lower: parameters.ribbonOversold)
    }

    /// A loop for each kind of mark, without branches, so that each takes several rows at once.
    mutating func run(_ block: CipherBlock) {
        let (first, second) = (block[.ribbon1], block[.ribbon2])
        let (third, last) = (block[.ribbon3], block[.ribbon8])
        let price = levels.price
        for row in 0..<block.rows {
            let isUp = second[row] - last[row] > price * Self.larger(second[row], last[row])
            block.marks[row].formUnion(CipherMarks(rawValue: isUp ? CipherMark.ribbonUp.bit : 0))
        }
        Self.cross(block, second, last, &past.trend, relative: price, up: .longCross, down: .shortCross)
        Self.cross(block, first, second, &past.fast, relative: price, up: .greenCross, down: .redCross)
        Self.cross(block, second, third, &past.middle, relative: price, up: .blueUp, down: .blueDown)
        Self.cross(
            block, block[.ribbonWaveTrend1], block[.ribbonWaveTrend2], &past.wave,
            absolute: levels.oscillator, up: .greenDiamond, down: .redDiamond)
        combine(block)
        candles(block, second, last)
    }

    /// Marks where the first line crosses the second; differences within the tolerance are none.
    @inline(__always)
    private static func cross(
        _ block: CipherBlock, _ first: UnsafeMutablePointer<Double>, _ second: UnsafeMutablePointer<Double>,
        _ past: inout CipherRelation, relative: Double = 0, absolute: Double = 0, up: CipherMark,
        down: CipherMark
    ) {
        let marks = block.marks
        marks[0].formUnion(
            CipherMarks(
                rawValue: past.crosses(
                    to: first[0] - second[0], tolerance: absolute + relative * larger(first[0], second[0]),
                    up: up, down: down)))
        for row in 1..<max(1, block.rows) {
            let before = first[row - 1] - second[row - 1]
            let limit = absolute + relative * larger(first[row - 1], second[row - 1])
            let crosses = CipherRelation(before, tolerance: limit).crosses(
                to: first[row] - second[row],
                tolerance: absolute + relative * larger(first[row], second[row]),
                up: up, down: down)
            marks[row].formUnion(CipherMarks(rawValue: crosses))
        }
        let end = block.rows - 1
        past = CipherRelation(
            first[end] - second[end], tolerance: absolute + relative * larger(first[end], second[end]))
    }

    @inline(__always)
    private static func larger(_ first: Double, _ second: Double) -> Double {
        first > second ? first : second
    }

    @inline(__always)
    private static func shift(_ mark: CipherMark) -> UInt64 { UInt64(truncatingIfNeeded: mark.rawValue) }

    /// Diamonds with the cross of their colour, and diamonds at levels where they warn of the reverse; comparisons
    /// with what is not known are false.
    private func combine(_ block: CipherBlock) {
        let (slow, strength) = (block[.ribbonWaveTrend2], block[.relativeStrength])
        let levels = levels
        for row in 0..<block.rows {
            let found = block.marks[row].rawValue
            let dump = found >> Self.shift(.redDiamond) & found >> Self.shift(.redCross) & 1
            let moon = found >> Self.shift(.greenDiamond) & found >> Self.shift(.greenCross) & 1
            var low: UInt64 = slow[row] < 45 ? 1 : 0
            low &= slow[row] > levels.lower ? 1 : 0
            low &= strength[row] < 30 ? 1 : 0
            low &= strength[row] > 15 ? 1 : 0
            var high: UInt64 = slow[row] > 55 ? 1 : 0
            high &= slow[row] < levels.upper ? 1 : 0
            high &= strength[row] < 70 ? 1 : 0
            let warnings =
                (low & found >> Self.shift(.redDiamond)) << Self.shift(.yellowUp)
                | (high & found >> Self.shift(.greenDiamond)) << Self.shift(.yellowDown)
            block.marks[row] = CipherMarks(
                rawValue: found | dump << Self.shift(.dumpDiamond) | moon << Self.shift(.moonDiamond)
                    | warnings)
        }
    }

    /// The second rising bar that opens above the ribbon without a warning, or the second falling one that opens
    /// below it; the red cross in both, as the script has it.
    private mutating func candles(
        _ block: CipherBlock, _ second: UnsafeMutablePointer<Double>, _ last: UnsafeMutablePointer<Double>
    ) {
        let (open, close, marks) = (block.open, block.close, block.marks)
        var (wasRising, wasFalling): (UInt64, UInt64) = (past.isRising ? 1 : 0, past.isFalling ? 1 : 0)
        for row in 0..<block.rows {
            let found = marks[row].rawValue
            let rising: UInt64 = close[row] > open[row] ? 1 : 0
            let falling: UInt64 = close[row] < open[row] ? 1 : 0
            var bull = rising & wasRising
            bull &= open[row] > second[row] ? 1 : 0
            bull &= open[row] > last[row] ? 1 : 0
            var bear = falling & wasFalling
            bear &= open[row] < second[row] ? 1 : 0
            bear &= open[row] < last[row] ? 1 : 0
            let red = found >> Self.shift(.redCross)
            bull &= ~(red | found >> Self.shift(.redDiamond))
            bear &= ~(red | found >> Self.shift(.greenDiamond))
            marks[row] = CipherMarks(
                rawValue: found | bull << Self.shift(.bullCandle) | bear << Self.shift(.bearCandle))
            (wasRising, wasFalling) = (rising, falling)
        }
        (past.isRising, past.isFalling) = (wasRising == 1, wasFalling == 1)
    }
}
