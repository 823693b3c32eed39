/// A column of the Cipher study, in the order in which files and answers have them.
public enum CipherColumn: Sendable, Hashable {
    /// A number.
    case line(CipherLine)
    /// A yes or no.
    case mark(CipherMark)

    /// The column's name.
    public var name: String {
        switch self {
        case .line(let line): line.name
        case .mark(let mark): mark.name
        }
    }

    /// Cipher B's: WaveTrend, relative strength, stochastic, money flow, Schaff, divergences and dots.
    public static let cipher: [CipherColumn] =
        lines(.typicalPrice, .schaff) + marks(.oversold, .redDot)
        + (0..<CipherDivergences.groupCount).flatMap(divergences) + marks(.divergenceBuyDot, .goldDot)

    /// Cipher A's: the ribbon, its WaveTrend and its marks.
    public static let ribbon: [CipherColumn] =
        lines(.ribbon1, .ribbonWaveTrend2) + marks(.ribbonUp, .bearCandle)

    /// All of them.
    public static let all = cipher + ribbon

    /// Turning points and divergences of one pair of levels.
    private static func divergences(_ group: Int) -> [CipherColumn] {
        let line = CipherLine.waveTrendTop.rawValue + 2 * group
        let mark = CipherMark.waveTrendBearish.rawValue + 4 * group
        return CipherLine.allCases[line...line + 1].map { .line($0) }
            + CipherMark.allCases[mark...mark + 3].map { .mark($0) }
    }

    private static func lines(_ first: CipherLine, _ last: CipherLine) -> [CipherColumn] {
        CipherLine.allCases[first.rawValue...last.rawValue].map { .line($0) }
    }

    private static func marks(_ first: CipherMark, _ last: CipherMark) -> [CipherColumn] {
        CipherMark.allCases[first.rawValue...last.rawValue].map { .mark($0) }
    }
}
