/// All of the Cipher study: Cipher B's lines, divergences and dots, and Cipher A's ribbon.
public struct CipherSet: IndicatorSet {
    /// `cipher`.
    public static let name = "cipher"
    /// What is in it.
    public static let summary =
        "WaveTrend, money flow, RSI, stochastic, Schaff, divergences and dots, and the ribbon"
    /// Every parameter of the study.
    public static let parameters = CipherParameters.declared

    private let study: CipherStudy

    /// A set with those settings.
    public init(_ values: ParameterValues) throws(ParameterError) {
        study = CipherStudy(CipherParameters(values))
    }

    /// Every column over the whole series.
    public func columns(over bars: BarColumns) -> [IndicatorColumn] {
        study.columns(CipherColumn.all, over: bars)
    }
}

/// Cipher A alone: the ribbon of means, its WaveTrend and its marks.
public struct RibbonSet: IndicatorSet {
    /// `ribbon`.
    public static let name = "ribbon"
    /// What is in it.
    public static let summary =
        "Cipher A: eight exponential means, a WaveTrend, and the marks of their crosses"
    /// Every parameter of the study; those of Cipher B that the ribbon does not use change nothing.
    public static let parameters = CipherParameters.declared

    private let study: CipherStudy

    /// A set with those settings.
    public init(_ values: ParameterValues) throws(ParameterError) {
        study = CipherStudy(CipherParameters(values))
    }

    /// Cipher A's columns over the whole series.
    public func columns(over bars: BarColumns) -> [IndicatorColumn] {
        study.columns(CipherColumn.ribbon, over: bars)
    }
}

extension CipherStudy {
    fileprivate func columns(_ wanted: [CipherColumn], over bars: BarColumns) -> [IndicatorColumn] {
        let columns = columns(over: bars)
        return wanted.map { IndicatorColumn($0.name, columns[$0]) }
    }
}
