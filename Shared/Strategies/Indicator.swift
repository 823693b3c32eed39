/// A number computed from a history of bars.
public enum Indicator: Sendable, Hashable {
    /// Which of WaveTrend's lines.
    public enum WaveTrendLine: String, Sendable, Hashable, Codable, CaseIterable {
        /// The oscillator.
        case wt1
        /// Its moving average.
        case wt2
    }
    /// Exponential moving average.
    case ema(of: PriceSource, period: Int)
    /// Arithmetic mean of the last bars.
    case sma(of: PriceSource, period: Int)
    /// Relative strength index (Wilder, 1978), 0 to 100.
    case rsi(of: PriceSource, period: Int)
    /// WaveTrend oscillator of the typical price: channel and average are periods, the line is wt1 or wt2.
    case waveTrend(channel: Int, average: Int, line: WaveTrendLine)
}

extension Indicator: Codable {
    private enum Name: String, CaseIterable { case ema, sma, rsi, wavetrend }

    /// Reads an object with one key, the indicator's name.
    public init(from decoder: any Decoder) throws {
        let object = try ClosedObject(decoder)
        let name = try object.onlyKey(of: Name.self, what: "indicator")
        let parameters = try object.object(name.rawValue)
        func source() throws -> PriceSource { try parameters.word("of") }
        func period() throws -> Int { try parameters.integer("period") }
        switch name {
        case .ema, .sma, .rsi: try parameters.refuseUnknownKeys(["of", "period"])
        case .wavetrend: try parameters.refuseUnknownKeys(["channel", "average", "line"])
        }
        switch name {
        case .ema: self = .ema(of: try source(), period: try period())
        case .sma: self = .sma(of: try source(), period: try period())
        case .rsi: self = .rsi(of: try source(), period: try period())
        case .wavetrend:
            self = .waveTrend(
                channel: try parameters.integer("channel"), average: try parameters.integer("average"),
                line: try parameters.word("line"))
        }
    }

    /// Writes an object with one key, the indicator's name.
    public func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: TextKey.self)
        func write(_ name: Name, _ source: PriceSource, _ period: Int) throws {
            var parameters = object.nestedContainer(keyedBy: TextKey.self, forKey: TextKey(name.rawValue))
            try parameters.encode(source, forKey: TextKey("of"))
            try parameters.encode(period, forKey: TextKey("period"))
        }
        switch self {
        case .ema(let source, let period): try write(.ema, source, period)
        case .sma(let source, let period): try write(.sma, source, period)
        case .rsi(let source, let period): try write(.rsi, source, period)
        case .waveTrend(let channel, let average, let line):
            let key = TextKey(Name.wavetrend.rawValue)
            var parameters = object.nestedContainer(keyedBy: TextKey.self, forKey: key)
            try parameters.encode(channel, forKey: TextKey("channel"))
            try parameters.encode(average, forKey: TextKey("average"))
            try parameters.encode(line, forKey: TextKey("line"))
        }
    }
}
