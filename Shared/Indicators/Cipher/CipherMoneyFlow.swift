/// Cipher's money flow: the mean over `period` bars of `multiplier * (close - open) / (high - low)`, minus
/// `offset`.
///
/// Positive where bars close above their open. It uses no volume, in spite of its name (`rsi_mfi` in the
/// public VuManChu Cipher B script, its source). A bar without range counts as 0, where the script's 0/0
/// would blank the whole window.
struct CipherMoneyFlow: Sendable, Equatable, Codable {
    private let multiplier: Double
    private let offset: Double
    private let length: Double
    private var window: WindowSum

    init(_ parameters: CipherParameters, _ places: CipherPlaces) {
        multiplier = parameters.moneyFlowMultiplier
        offset = parameters.moneyFlowOffset
        length = Double(parameters.moneyFlowPeriod)
        window = WindowSum(length: parameters.moneyFlowPeriod, at: places.moneyFlow)
    }

    mutating func run(_ block: CipherBlock, _ slots: MemorySlots) {
        let (open, high, low, close) = (block.open, block.high, block.low, block.close)
        let line = block[.moneyFlow]
        let multiplier = multiplier
        for row in 0..<block.rows {
            let range = high[row] - low[row]
            let flow = (close[row] - open[row]) / range * multiplier
            line[row] = range == 0 ? 0 : flow
        }
        var window = window
        for row in 0..<block.rows { line[row] = window.add(line[row], slots) }
        self.window = window
        let (length, offset) = (length, offset)
        for row in 0..<block.rows { line[row] = line[row] / length - offset }
    }
}
