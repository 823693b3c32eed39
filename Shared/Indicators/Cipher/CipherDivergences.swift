/// Divergences of WaveTrend, relative strength and stochastic, and the dots that follow from them.
///
/// Everything is stamped on the bar that makes it known, two bars after the turning point, and never repainted.
struct CipherDivergences: Sendable, Equatable, Codable {
    /// Pairs of levels: three of WaveTrend, two of the relative strength, one of the stochastic.
    static let groupCount = 6

    private var fractals = Fractals()
    private var main: CipherTurns
    private var second: CipherTurns
    private var unlimited = CipherTurns()
    private var strengthTurns: CipherTurns
    private var unlimitedStrength = CipherTurns()
    private var stochasticTurns = CipherTurns()
    /// Relative strength at the main range's last bottom; nil while unknown.
    private var bottomStrength: Double?
    /// Of the last two bars, the newer first.
    private var (highs, lows) = (SIMD2<Double>(), SIMD2<Double>())
    private var recentMarks: SIMD2<UInt64> = [0, 0]
    private let rules: CipherDotRules

    /// Turning points of each oscillator.
    private struct Fractals: Sendable, Equatable, Codable {
        var waveTrend = CipherFractal()
        var strength = CipherFractal()
        var stochastic = CipherFractal()
    }

    /// What a row's code is the sum of.
    private enum Code {
        static let waveTop = 1
        static let waveBottom = 2
        static let strengthTop = 4
        static let strengthBottom = 8
        static let stochasticTop = 16
        static let stochasticBottom = 32
    }

    init(_ parameters: CipherParameters) {
        main = CipherTurns(topLevel: parameters.divergenceTop, bottomLevel: parameters.divergenceBottom)
        second = CipherTurns(
            topLevel: parameters.secondDivergenceTop, bottomLevel: parameters.secondDivergenceBottom)
        strengthTurns = CipherTurns(
            topLevel: parameters.strengthDivergenceTop, bottomLevel: parameters.strengthDivergenceBottom)
        rules = CipherDotRules(parameters)
    }

    mutating func run(_ block: CipherBlock) {
        for line in CipherLine.waveTrendTop.rawValue...CipherLine.stochasticBottom.rawValue {
            (block.lines + line * block.stride).update(repeating: .nan, count: block.rows)
        }
        let codes = block.scratch(3)
        findTurns(block, codes)
        // Columns 0 and 1 of the scratch still hold `wt2` and the relative strength.
        for row in 0..<block.rows where codes[row] != 0 {
            let code = Int(codes[row])
            let bottom = main.bottom
            let strength = bottomStrength
            var found: UInt64 = 0
            if code & (Code.waveTop | Code.strengthTop | Code.stochasticTop) != 0 {
                found |= takeTops(code, block, row)
            }
            if code & (Code.waveBottom | Code.strengthBottom | Code.stochasticBottom) != 0 {
                found |= takeBottoms(code, block, row)
            }
            guard found != 0 else { continue }
            let before = bottom.isThere ? strength.map { (bottom.value, $0) } : nil
            let turn = block.marks[row].rawValue | marks(block, row, age: 1) | marks(block, row, age: 2)
            found |= rules.dots(found, turn, at: block[.waveTrend2][row], after: before)
            block.marks[row].formUnion(CipherMarks(rawValue: found))
        }
        remember(block)
    }

    private mutating func findTurns(_ block: CipherBlock, _ codes: UnsafeMutablePointer<Double>) {
        codes.update(repeating: 0, count: block.rows)
        var fractals = fractals
        fractals.waveTrend.run(
            block[.waveTrend2], block.scratch(0), block.rows, tolerance: rules.tolerance,
            top: Double(Code.waveTop), bottom: Double(Code.waveBottom), codes: codes)
        fractals.strength.run(
            block[.relativeStrength], block.scratch(1), block.rows, tolerance: rules.tolerance,
            top: Double(Code.strengthTop), bottom: Double(Code.strengthBottom), codes: codes)
        fractals.stochastic.run(
            block[.stochasticK], block.scratch(2), block.rows, tolerance: rules.tolerance,
            top: Double(Code.stochasticTop), bottom: Double(Code.stochasticBottom), codes: codes)
        self.fractals = fractals
    }

    /// The marks of an earlier bar, of which green and red dots matter.
    @inline(__always)
    private func marks(_ block: CipherBlock, _ row: Int, age: Int) -> UInt64 {
        row >= age ? block.marks[row - age].rawValue : recentMarks[age - 1 - row]
    }

    private mutating func remember(_ block: CipherBlock) {
        let dots = CipherMark.greenDot.bit | CipherMark.redDot.bit
        let last = block.rows - 1
        highs = [block.high[last], last > 0 ? block.high[last - 1] : highs.x]
        lows = [block.low[last], last > 0 ? block.low[last - 1] : lows.x]
        recentMarks = [
            block.marks[last].rawValue & dots,
            last > 0 ? block.marks[last - 1].rawValue & dots : recentMarks.x,
        ]
    }
}

// MARK: - Turning points

extension CipherDivergences {
    private mutating func takeTops(_ code: Int, _ block: CipherBlock, _ row: Int) -> UInt64 {
        let price = row >= 2 ? block.high[row - 2] : highs[1 - row]
        let tolerance = rules.tolerance
        var found: UInt64 = 0
        if code & Code.waveTop != 0 {
            let value = block.scratch(0)[row - 2]
            found |= Self.top(value, price, block, row, 0, &main, tolerance)
            found |= Self.top(value, price, block, row, 1, &second, tolerance)
            found |= Self.top(value, price, block, row, 2, &unlimited, tolerance)
        }
        if code & Code.strengthTop != 0 {
            let value = block.scratch(1)[row - 2]
            found |= Self.top(value, price, block, row, 3, &strengthTurns, tolerance)
            found |= Self.top(value, price, block, row, 4, &unlimitedStrength, tolerance)
        }
        if code & Code.stochasticTop != 0 {
            found |= Self.top(block.scratch(2)[row - 2], price, block, row, 5, &stochasticTurns, tolerance)
        }
        return found
    }

    private mutating func takeBottoms(_ code: Int, _ block: CipherBlock, _ row: Int) -> UInt64 {
        let price = row >= 2 ? block.low[row - 2] : lows[1 - row]
        let tolerance = rules.tolerance
        let strength = block.scratch(1)[row - 2]
        var found: UInt64 = 0
        if code & Code.waveBottom != 0 {
            let value = block.scratch(0)[row - 2]
            found |= Self.bottom(value, price, block, row, 0, &main, tolerance)
            if main.counts(bottom: value) { bottomStrength = strength.isNaN ? nil : strength }
            found |= Self.bottom(value, price, block, row, 1, &second, tolerance)
            found |= Self.bottom(value, price, block, row, 2, &unlimited, tolerance)
        }
        if code & Code.strengthBottom != 0 {
            found |= Self.bottom(strength, price, block, row, 3, &strengthTurns, tolerance)
            found |= Self.bottom(strength, price, block, row, 4, &unlimitedStrength, tolerance)
        }
        if code & Code.stochasticBottom != 0 {
            let value = block.scratch(2)[row - 2]
            found |= Self.bottom(value, price, block, row, 5, &stochasticTurns, tolerance)
        }
        return found
    }

    @inline(__always)
    private static func top(
        _ value: Double, _ price: Double, _ block: CipherBlock, _ row: Int, _ group: Int,
        _ turns: inout CipherTurns, _ tolerance: Double
    ) -> UInt64 {
        guard let kinds = turns.takeTop(value, price: price, tolerance: tolerance) else { return 0 }
        block.lines[(CipherLine.waveTrendTop.rawValue + 2 * group) * block.stride + row] = value
        return kinds << UInt64(CipherMark.waveTrendBearish.rawValue + 4 * group)
    }

    @inline(__always)
    private static func bottom(
        _ value: Double, _ price: Double, _ block: CipherBlock, _ row: Int, _ group: Int,
        _ turns: inout CipherTurns, _ tolerance: Double
    ) -> UInt64 {
        guard let kinds = turns.takeBottom(value, price: price, tolerance: tolerance) else { return 0 }
        block.lines[(CipherLine.waveTrendBottom.rawValue + 2 * group) * block.stride + row] = value
        return kinds << UInt64(CipherMark.waveTrendBearish.rawValue + 4 * group)
    }
}
