/// The indicators of this library that ``ClassicSet`` does not have.
public struct ExtendedSet: IndicatorSet {
    /// `extended`.
    public static let name = "extended"
    /// What is in it.
    public static let summary = "further averages, channels, trends, volatility and regime measures"
    /// Lengths and factors.
    public static let parameters: [Parameter] = [
        .length("average", 20), .length("kama", 10), .length("kama_fast", 2), .length("kama_slow", 30),
        .length("trix", 15), .length("roc", 10), .length("natr", 14), .length("keltner", 20),
        .length("keltner_range", 10), .number("keltner_factor", 2, in: 0...1000), .length("donchian", 20),
        .length("aroon", 14), .number("sar_acceleration", 0.02, in: 0.0001...1),
        .number("sar_limit", 0.2, in: 0.0001...1), .length("ichimoku_conversion", 9),
        .length("ichimoku_base", 26), .length("ichimoku_leading", 52), .length("ichimoku_displacement", 26),
        .length("linreg", 14, from: 2), .length("zscore", 20, from: 2), .length("cmf", 20),
        .length("efficiency", 10), .length("choppiness", 14, from: 2), .length("hurst", 100, from: 2),
        .length("hurst_lag", 8, from: 2), .length("volatility", 30, from: 2),
        .number("bars_per_year", 17_520, in: 1...31_536_000),
    ]

    private let values: ParameterValues

    /// A set with those settings.
    public init(_ values: ParameterValues) throws(ParameterError) {
        guard values.number("sar_acceleration") <= values.number("sar_limit") else {
            throw .contradiction("sar_acceleration must not be above sar_limit")
        }
        self.values = values
    }

    /// Every column over the whole series.
    public func columns(over bars: BarColumns) -> [IndicatorColumn] {
        averages(bars) + channels(bars) + trends(bars) + regime(bars)
    }

    private func averages(_ bars: BarColumns) -> [IndicatorColumn] {
        let length = values.length("average")
        let adaptive = AdaptiveMovingAverage(
            length: values.length("kama"), fast: values.length("kama_fast"), slow: values.length("kama_slow"))
        return [
            single("rma\(length)", ExponentialMovingAverage.wilder(length: length), bars),
            single("dema\(length)", DoubleExponentialMovingAverage(length: length), bars),
            single("tema\(length)", TripleExponentialMovingAverage(length: length), bars),
            single("kama\(values.length("kama"))", adaptive, bars),
            single(
                "trix\(values.length("trix"))", TripleExponentialChange(length: values.length("trix")), bars),
            single("roc\(values.length("roc"))", RateOfChange(length: values.length("roc")), bars),
            single("cmf\(values.length("cmf"))", ChaikinMoneyFlow(length: values.length("cmf")), bars),
            single(
                "natr\(values.length("natr"))", NormalizedAverageTrueRange(length: values.length("natr")),
                bars),
        ]
    }

    private func channels(_ bars: BarColumns) -> [IndicatorColumn] {
        let keltner = KeltnerChannel(
            length: values.length("keltner"), rangeLength: values.length("keltner_range"),
            multiplier: values.number("keltner_factor"))
        let donchian = DonchianChannel(length: values.length("donchian"))
        return .named(["keltner_upper", "keltner_mid", "keltner_lower"], keltner.values(over: bars))
            + .named(["donchian_upper", "donchian_mid", "donchian_lower"], donchian.values(over: bars))
    }

    private func trends(_ bars: BarColumns) -> [IndicatorColumn] {
        let ichimoku = Ichimoku(
            conversionLength: values.length("ichimoku_conversion"),
            baseLength: values.length("ichimoku_base"), leadingLength: values.length("ichimoku_leading"),
            displacement: values.length("ichimoku_displacement"))
        let stop = ParabolicStop(
            acceleration: values.number("sar_acceleration"), limit: values.number("sar_limit"))
        let line = LinearRegression(length: values.length("linreg"))
        return .named(
            ["aroon_up", "aroon_down", "aroon_osc"],
            Aroon(length: values.length("aroon")).values(over: bars))
            + [single("sar", stop, bars)]
            + .named(["linreg", "linreg_slope", "linreg_intercept"], line.values(over: bars))
            + .named(
                [
                    "ichimoku_conversion", "ichimoku_base", "ichimoku_leading_a", "ichimoku_leading_b",
                    "ichimoku_cloud_a", "ichimoku_cloud_b",
                ], ichimoku.values(over: bars))
    }

    private func regime(_ bars: BarColumns) -> [IndicatorColumn] {
        let zscore = values.length("zscore")
        let volatility = RealizedVolatility(
            length: values.length("volatility"), periods: values.number("bars_per_year"))
        let hurst = HurstExponent(length: values.length("hurst"), lag: values.length("hurst_lag"))
        let efficiency = values.length("efficiency")
        let choppiness = values.length("choppiness")
        return [
            single("zscore\(zscore)", ZScore(length: zscore), bars),
            single("stddev\(zscore)", StandardDeviation(length: zscore), bars),
            single("volatility\(values.length("volatility"))", volatility, bars),
            single("efficiency\(efficiency)", EfficiencyRatio(length: efficiency), bars),
            single("choppiness\(choppiness)", ChoppinessIndex(length: choppiness), bars),
            single("hurst\(values.length("hurst"))", hurst, bars),
        ]
    }
}
