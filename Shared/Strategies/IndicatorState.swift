import Domain
import Indicators

/// The history an indicator needs, and its next value.
enum IndicatorState: Sendable, Equatable, Codable {
    case ema(PriceSource, ExponentialMovingAverage)
    case sma(PriceSource, SimpleMovingAverage)
    case rsi(PriceSource, RelativeStrengthIndex)
    case waveTrend(Indicator.WaveTrendLine, WaveTrend)

    /// Bars in WaveTrend's signal line; three in every published version.
    private static let waveTrendSignal = 3

    init(_ indicator: Indicator) {
        switch indicator {
        case .ema(let source, let period): self = .ema(source, ExponentialMovingAverage(length: period))
        case .sma(let source, let period): self = .sma(source, SimpleMovingAverage(length: period))
        case .rsi(let source, let period): self = .rsi(source, RelativeStrengthIndex(length: period))
        case .waveTrend(let channel, let average, let line):
            self = .waveTrend(
                line, WaveTrend(channel: channel, average: average, signal: Self.waveTrendSignal))
        }
    }

    /// Takes a bar and answers the indicator's value; nil during warm-up.
    mutating func update(_ bar: Bar) -> Double? {
        switch self {
        case .ema(let source, var average):
            let value = average.update(source.value(of: bar))
            self = .ema(source, average)
            return value
        case .sma(let source, var average):
            let value = average.update(source.value(of: bar))
            self = .sma(source, average)
            return value
        case .rsi(let source, var index):
            let value = index.update(source.value(of: bar))
            self = .rsi(source, index)
            return value
        case .waveTrend(let line, var oscillator):
            let reading = oscillator.update(
                high: bar.high.approximation, low: bar.low.approximation, close: bar.close.approximation)
            self = .waveTrend(line, oscillator)
            return line == .wt1 ? reading.wt1 : reading.wt2
        }
    }
}
