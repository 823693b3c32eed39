import Indicators

/// One indicator under a name.
struct Candidate: Sendable {
    let name: String
    /// Computes all bars at once; answers how many.
    let batch: @Sendable (BarColumns) -> Int
    /// Computes bar after bar; answers how many had a complete result.
    let stream: @Sendable ([BarValues]) -> Int
    /// Begins a stream; every call takes one bar.
    let start: @Sendable () -> (BarValues) -> Void
    /// The results.
    let columns: @Sendable (BarColumns) -> [[Double]]

    @inline(__always)
    init(_ name: String, _ indicator: some StreamingIndicator) {
        self.name = name
        batch = { indicator.values(over: $0).rows }
        stream = { bars in
            var indicator = indicator
            var count = 0
            for bar in bars where indicator.update(bar: bar) != nil { count += 1 }
            return count
        }
        start = {
            var indicator = indicator
            return { bar in _ = indicator.update(bar: bar) }
        }
        columns = { Self.columns(of: indicator, $0) }
    }

    /// The Cipher study with all its columns.
    private init(_ name: String, _ study: CipherStudy) {
        self.name = name
        batch = { study.columns(over: $0).count }
        stream = { bars in
            var study = study
            var count = 0
            for bar in bars where study.advance(bar).isKnown { count += 1 }
            return count
        }
        start = {
            var study = study
            return { bar in _ = study.advance(bar) }
        }
        columns = { bars in
            let columns = study.columns(over: bars)
            return CipherColumn.all.map { columns[$0] }
        }
    }

    private static func columns<Indicator: StreamingIndicator>(
        of indicator: Indicator, _ bars: BarColumns
    ) -> [[Double]] {
        let table = indicator.values(over: bars)
        return (0..<Indicator.Output.width).map { table.column($0) }
    }

    static let all: [Self] = [
        Candidate("CIPHER", CipherStudy()),
        Candidate("SMA", SimpleMovingAverage(length: 20)),
        Candidate("EMA", ExponentialMovingAverage(length: 20)),
        Candidate("WMA", WeightedMovingAverage(length: 20)),
        Candidate("DEMA", DoubleExponentialMovingAverage(length: 20)),
        Candidate("TEMA", TripleExponentialMovingAverage(length: 20)),
        Candidate("TRIX", TripleExponentialChange(length: 15)),
        Candidate("KAMA", AdaptiveMovingAverage(length: 10)),
        Candidate("RSI", RelativeStrengthIndex(length: 14, convention: .taLib)),
        Candidate("STOCHRSI", StochasticRelativeStrength(length: 14, fast: 5, smooth: 3)),
        Candidate("STOCH", StochasticOscillator(length: 5, smoothK: 3, smoothD: 3)),
        Candidate("MACD", MovingAverageConvergence(fast: 12, slow: 26, signal: 9)),
        Candidate("BBANDS", BollingerBands(length: 20, deviations: 2)),
        Candidate("STDDEV", StandardDeviation(length: 20)),
        Candidate("TRANGE", TrueRange()),
        Candidate("ATR", AverageTrueRange(length: 14)),
        Candidate("NATR", NormalizedAverageTrueRange(length: 14)),
        Candidate("ADX", DirectionalMovement(length: 14)),
        Candidate("CCI", CommodityChannelIndex(length: 14)),
        Candidate("WILLR", WilliamsRange(length: 14)),
        Candidate("MFI", MoneyFlowIndex(length: 14)),
        Candidate("OBV", OnBalanceVolume()),
        Candidate("MINMAX", DonchianChannel(length: 20)),
        Candidate("AROON", Aroon(length: 14)),
        Candidate("SAR", ParabolicStop()),
        Candidate("ROC", RateOfChange(length: 10)),
        Candidate("LINEARREG", LinearRegression(length: 14)),
    ]
}
