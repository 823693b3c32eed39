/// The well-known indicators with the lengths everyone uses, by TA-Lib's conventions.
///
/// Columns that begin with `pine_` follow TradingView instead. A column is named after its length.
public struct ClassicSet: IndicatorSet {
    /// `classic`.
    public static let name = "classic"
    /// What is in it.
    public static let summary =
        "moving averages, RSI, MACD, bands, stochastics, volume and trend, as TA-Lib has them"
    /// Lengths and factors.
    public static let parameters: [Parameter] = [
        .length("average", 20), .length("rsi", 14), .length("atr", 14), .length("macd_fast", 12),
        .length("macd_slow", 26), .length("macd_signal", 9), .length("bands", 20),
        .number("bands_deviations", 2, in: 0...100), .length("stoch", 5), .length("stoch_smooth_k", 3),
        .length("stoch_smooth_d", 3), .length("stochrsi", 14), .length("stochrsi_fast", 5),
        .length("stochrsi_smooth", 3), .length("mfi", 14), .length("cci", 14), .length("willr", 14),
        .length("adx", 14, from: 2), .length("supertrend", 10),
        .number("supertrend_factor", 3, in: 0...1000),
    ]

    private let values: ParameterValues

    /// A set with those settings.
    public init(_ values: ParameterValues) throws(ParameterError) {
        guard values.length("macd_fast") <= values.length("macd_slow") else {
            throw .contradiction("macd_fast must not be above macd_slow")
        }
        self.values = values
    }

    /// Every column over the whole series.
    public func columns(over bars: BarColumns) -> [IndicatorColumn] {
        averages(bars) + momentum(bars) + volumeAndTrend(bars)
    }

    private func averages(_ bars: BarColumns) -> [IndicatorColumn] {
        let length = values.length("average")
        let macd = { convention in
            MovingAverageConvergence(
                fast: values.length("macd_fast"), slow: values.length("macd_slow"),
                signal: values.length("macd_signal"), convention: convention)
        }
        let rsi = values.length("rsi")
        let atr = values.length("atr")
        return [
            single("sma\(length)", SimpleMovingAverage(length: length), bars),
            single("ema\(length)", ExponentialMovingAverage(length: length), bars),
            single("wma\(length)", WeightedMovingAverage(length: length), bars),
            single("rsi\(rsi)", RelativeStrengthIndex(length: rsi, convention: .taLib), bars),
            single("trange", TrueRange(), bars),
            single("atr\(atr)", AverageTrueRange(length: atr), bars),
            single("pine_atr\(atr)", AverageTrueRange(length: atr, convention: .tradingView), bars),
        ] + .named(["macd", "macd_signal", "macd_hist"], macd(.taLib).values(over: bars))
            + .named(
                ["pine_macd", "pine_macd_signal", "pine_macd_hist"], macd(.tradingView).values(over: bars))
    }

    private func momentum(_ bars: BarColumns) -> [IndicatorColumn] {
        let bands = BollingerBands(
            length: values.length("bands"), deviations: values.number("bands_deviations"))
        let stochastic = StochasticOscillator(
            length: values.length("stoch"), smoothK: values.length("stoch_smooth_k"),
            smoothD: values.length("stoch_smooth_d"))
        let strength = StochasticRelativeStrength(
            length: values.length("stochrsi"), fast: values.length("stochrsi_fast"),
            smooth: values.length("stochrsi_smooth"))
        return .named(["bb_upper", "bb_mid", "bb_lower"], bands.values(over: bars))
            + .named(["stoch_slowk", "stoch_slowd"], stochastic.values(over: bars))
            + .named(["stochrsi_k", "stochrsi_d"], strength.values(over: bars))
    }

    private func volumeAndTrend(_ bars: BarColumns) -> [IndicatorColumn] {
        let length = values.length("adx")
        let supertrend = Supertrend(
            length: values.length("supertrend"), factor: values.number("supertrend_factor"))
        return [
            single("mfi\(values.length("mfi"))", MoneyFlowIndex(length: values.length("mfi")), bars),
            single("obv", OnBalanceVolume(), bars),
            single("cci\(values.length("cci"))", CommodityChannelIndex(length: values.length("cci")), bars),
            single("willr\(values.length("willr"))", WilliamsRange(length: values.length("willr")), bars),
        ]
            + .named(
                ["plus_di\(length)", "minus_di\(length)", "adx\(length)"],
                DirectionalMovement(length: length).values(over: bars))
            + .named(["supertrend", "supertrend_dir"], supertrend.values(over: bars))
    }
}
