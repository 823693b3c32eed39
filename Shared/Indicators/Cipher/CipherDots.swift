/// Crosses of WaveTrend's lines, and what they mean where they happen.
struct CipherDots: Sendable, Equatable, Codable {
    private var relation = CipherRelation()
    private let levels: Levels

    private struct Levels: Sendable, Equatable, Codable {
        let overbought: Double
        let oversold: Double
        let tolerance: Double
    }

    init(_ parameters: CipherParameters) {
        levels = Levels(
            overbought: parameters.overbought, oversold: parameters.oversold,
            tolerance: parameters.oscillatorTolerance)
    }

    /// Writes the marks anew: the first of the parts that mark.
    mutating func run(_ block: CipherBlock) {
        let (slow, difference, marks) = (block[.waveTrend2], block[.waveTrendDifference], block.marks)
        let levels = levels
        marks[0] = Self.marks(relation, difference[0], slow[0], levels)
        for row in 1..<max(1, block.rows) {
            let before = CipherRelation(difference[row - 1], tolerance: levels.tolerance)
            marks[row] = Self.marks(before, difference[row], slow[row], levels)
        }
        relation = CipherRelation(difference[block.rows - 1], tolerance: levels.tolerance)
    }

    /// Comparisons with what is not known are false.
    @inline(__always)
    private static func marks(
        _ before: CipherRelation, _ difference: Double, _ slow: Double, _ levels: Levels
    ) -> CipherMarks {
        let crosses = before.crosses(
            to: difference, tolerance: levels.tolerance, up: .smallDotUp, down: .smallDotDown)
        let zones =
            (slow <= levels.oversold ? CipherMark.oversold.bit | CipherMark.greenDot.bit : 0)
            | (slow >= levels.overbought ? CipherMark.overbought.bit | CipherMark.redDot.bit : 0)
        // A green dot is a cross up while oversold, a red one a cross down while overbought.
        let dots =
            (crosses & CipherMark.smallDotUp.bit) << UInt64(greenShift)
            | (crosses & CipherMark.smallDotDown.bit) << UInt64(redShift)
        let other = ~(CipherMark.greenDot.bit | CipherMark.redDot.bit)
        return CipherMarks(rawValue: crosses | zones & (dots | other))
    }

    private static var greenShift: Int { CipherMark.greenDot.rawValue - CipherMark.smallDotUp.rawValue }
    private static var redShift: Int { CipherMark.redDot.rawValue - CipherMark.smallDotDown.rawValue }
}
