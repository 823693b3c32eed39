import FoundationEssentials
import Indicators

/// One indicator under test, whatever its type.
struct Exercise: Sendable, CustomStringConvertible {
    let name: String
    /// Bars before the first complete result, as the indicator states it.
    let warmUp: Int
    /// Row by row, through the batch form.
    let batch: @Sendable (BarColumns) -> [[Double]]
    /// Row by row, one bar at a time; encoded and decoded again before the bars named.
    let stream: @Sendable ([BarValues], Set<Int>) throws -> [[Double]]
    /// At which bars there is a complete result.
    let complete: @Sendable ([BarValues]) -> [Bool]

    var description: String { name }

    init<Indicator: StreamingIndicator>(_ name: String, _ indicator: Indicator) {
        self.name = name
        warmUp = indicator.warmUp
        batch = { bars in
            let table = indicator.values(over: bars)
            let columns = (0..<Indicator.Output.width).map { table.column($0) }
            return (0..<bars.count).map { row in columns.map { $0[row] } }
        }
        stream = { bars, interruptions in
            var indicator = indicator
            var numbers = [Double](repeating: 0, count: Indicator.Output.width)
            return try bars.enumerated().map { row, bar in
                if interruptions.contains(row) {
                    let copy = try JSONDecoder().decode(Indicator.self, from: JSONEncoder().encode(indicator))
                    guard copy == indicator else { throw Interrupted.another }
                    indicator = copy
                }
                numbers.withUnsafeMutableBufferPointer {
                    if let base = $0.baseAddress { indicator.advance(.of(bar)).store(base, stride: 1) }
                }
                return numbers
            }
        }
        complete = { bars in
            var indicator = indicator
            return bars.map { indicator.update(bar: $0) != nil }
        }
    }

    enum Interrupted: Error {
        case another
    }

    /// Every indicator, with usual and with very short lengths.
    static let all: [Self] = [
        Exercise("SMA 20", SimpleMovingAverage(length: 20)),
        Exercise("SMA 1", SimpleMovingAverage(length: 1)),
        Exercise("EMA 20", ExponentialMovingAverage(length: 20)),
        Exercise("EMA 1", ExponentialMovingAverage(length: 1)),
        Exercise("RMA 14", ExponentialMovingAverage.wilder(length: 14)),
        Exercise("WMA 20", WeightedMovingAverage(length: 20)),
        Exercise("WMA 1", WeightedMovingAverage(length: 1)),
        Exercise("DEMA 10", DoubleExponentialMovingAverage(length: 10)),
        Exercise("TEMA 10", TripleExponentialMovingAverage(length: 10)),
        Exercise("TRIX 9", TripleExponentialChange(length: 9)),
        Exercise("KAMA 10", AdaptiveMovingAverage(length: 10)),
        Exercise("KAMA 1", AdaptiveMovingAverage(length: 1)),
        Exercise("ER 10", EfficiencyRatio(length: 10)),
        Exercise("RSI 14", RelativeStrengthIndex(length: 14)),
        Exercise("RSI 1", RelativeStrengthIndex(length: 1, convention: .taLib)),
        Exercise("STOCHRSI", StochasticRelativeStrength(length: 14, fast: 5, smooth: 3)),
        Exercise("STOCH", StochasticOscillator(length: 5, smoothK: 3, smoothD: 3)),
        Exercise("STOCH 1", StochasticOscillator(length: 1, smoothK: 1, smoothD: 1)),
        Exercise("MACD", MovingAverageConvergence(fast: 12, slow: 26, signal: 9)),
        Exercise(
            "MACD Pine",
            MovingAverageConvergence(fast: 3, slow: 7, signal: 4, convention: .tradingView)),
        Exercise("BBANDS 20", BollingerBands(length: 20)), Exercise("BBANDS 1", BollingerBands(length: 1)),
        Exercise("STDDEV 7", StandardDeviation(length: 7)), Exercise("Z 20", ZScore(length: 20)),
        Exercise("Z 2", ZScore(length: 2)), Exercise("TRANGE", TrueRange()),
        Exercise("TRANGE Pine", TrueRange(convention: .tradingView)),
        Exercise("ATR 14", AverageTrueRange(length: 14)),
        Exercise("ATR Pine", AverageTrueRange(length: 14, convention: .tradingView)),
        Exercise("NATR 14", NormalizedAverageTrueRange(length: 14)),
        Exercise("ADX 14", DirectionalMovement(length: 14)),
        Exercise("ADX 2", DirectionalMovement(length: 2)),
        Exercise("CCI 14", CommodityChannelIndex(length: 14)),
        Exercise("CCI 3", CommodityChannelIndex(length: 3)), Exercise("WILLR 14", WilliamsRange(length: 14)),
        Exercise("WILLR 1", WilliamsRange(length: 1)), Exercise("MFI 14", MoneyFlowIndex(length: 14)),
        Exercise("OBV", OnBalanceVolume()), Exercise("CMF 20", ChaikinMoneyFlow(length: 20)),
        Exercise("Donchian 20", DonchianChannel(length: 20)),
        Exercise("Donchian 1", DonchianChannel(length: 1)),
        Exercise("Keltner", KeltnerChannel(length: 20, rangeLength: 10, multiplier: 2)),
        Exercise("Aroon 14", Aroon(length: 14)), Exercise("Aroon 1", Aroon(length: 1)),
        Exercise("SAR", ParabolicStop()), Exercise("Supertrend", Supertrend(length: 10, factor: 3)),
        Exercise("LINREG 14", LinearRegression(length: 14)),
        Exercise("LINREG 2", LinearRegression(length: 2)), Exercise("ROC 10", RateOfChange(length: 10)),
        Exercise("ROC 1", RateOfChange(length: 1)), Exercise("Ichimoku", Ichimoku()),
        Exercise(
            "Ichimoku small",
            Ichimoku(conversionLength: 3, baseLength: 2, leadingLength: 4, displacement: 1)),
        Exercise("Volatility", RealizedVolatility(length: 30, periods: 17_520)),
        Exercise("Choppiness", ChoppinessIndex(length: 14)),
        Exercise("Hurst", HurstExponent(length: 50, lag: 8)),
    ]
}
