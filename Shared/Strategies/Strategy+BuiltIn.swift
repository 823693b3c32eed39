import Domain

extension Strategy {
    /// The strategies a deployment starts with: one that follows a trend, one that expects a return to the mean.
    public static let builtIn: [Strategy] = [emaTrend, waveTrendReversion]

    private static let emaTrend = Strategy(
        name: "ema-trend",
        description:
            "Follows a young trend: the fast average crosses the slow one while momentum is positive.",
        interval: .thirtyMinutes, direction: .long,
        enter: .all([
            .compare(fastAverage, .crossesAbove, slowAverage),
            .compare(momentum, .above, .number(50)),
        ]),
        exit: .compare(fastAverage, .crossesBelow, slowAverage))

    private static let waveTrendReversion = Strategy(
        name: "wavetrend-reversion",
        description: "Expects a return to the mean: WaveTrend turns up deep below zero and RSI is still low.",
        interval: .thirtyMinutes, direction: .long,
        enter: .all([
            .compare(oscillator, .crossesAbove, oscillatorSignal),
            .compare(oscillatorSignal, .below, .number(-53)),
            .compare(momentum, .below, .number(40)),
        ]),
        exit: .all([
            .compare(oscillator, .crossesBelow, oscillatorSignal),
            .compare(oscillatorSignal, .above, .number(53)),
        ]))

    private static let fastAverage = Operand.indicator(.ema(of: .close, period: 20))
    private static let slowAverage = Operand.indicator(.ema(of: .close, period: 50))
    private static let momentum = Operand.indicator(.rsi(of: .close, period: 14))
    private static let oscillator = Operand.indicator(.waveTrend(channel: 9, average: 12, line: .wt1))
    private static let oscillatorSignal = Operand.indicator(.waveTrend(channel: 9, average: 12, line: .wt2))
}
