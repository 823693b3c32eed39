/// Cipher's money flow: the mean over `period` bars of `multiplier * (close - open) / (high - low)`, minus
/// `offset`.
///
/// Positive where bars close above their open. It uses no volume, in spite of its name (`rsi_mfi` in the
/// public VuManChu Cipher B script, its source). A bar without range counts as 0, where the script's 0/0
/// would blank the whole window.
public struct MoneyFlow: Sendable, Equatable, Codable {
    private let multiplier: Double
    private let offset: Double
    private var average: SimpleMovingAverage

    /// The flow over `period` bars, at least one; 60, 150 and 2.5 are Cipher B's.
    public init(period: Int, multiplier: Double, offset: Double) {
        self.multiplier = multiplier
        self.offset = offset
        average = SimpleMovingAverage(length: period)
    }

    /// Takes one bar.
    ///
    /// - Returns: the flow; nil until `period` bars were taken.
    public mutating func update(open: Double, high: Double, low: Double, close: Double) -> Double? {
        let range = high - low
        guard let mean = average.update(range == 0 ? 0 : (close - open) / range * multiplier) else {
            return nil
        }
        return mean - offset
    }
}
