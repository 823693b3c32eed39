/// What a strategy may not exceed.
///
/// A strategy may come from a program that writes many; these bounds keep every one of them readable and its cost
/// per bar small.
public enum StrategyLimits {
    /// Bytes of JSON.
    public static let bytes = 32_768
    /// Conditions inside conditions, counting the outermost.
    public static let depth = 8
    /// Conditions and operands of `enter` and `exit` together.
    public static let nodes = 128
    /// Conditions in one `all` or `any`.
    public static let branches = 16
    /// Bars an indicator may look back.
    public static let period = 1...500
    /// Bars WaveTrend's own averages may look back.
    public static let waveTrendPeriod = 1...200
    /// Largest magnitude of a number.
    public static let number = 1e12
    /// Characters of the name.
    public static let nameLength = 1...64
    /// Characters of the description.
    public static let descriptionLength = 1000
    /// Instruments a strategy may list.
    public static let instruments = 1...256
}
