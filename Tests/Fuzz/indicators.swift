// Entry point of libFuzzer; Tests/Fuzz/run.sh compiles it together with the module.

/// Reads bars of whatever the fuzzer made up, and checks what every indicator promises.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: data, count: size)
    var bars: [BarValues] = []
    for start in stride(from: 0, through: size - 40, by: 40) {
        let numbers = (0..<5).map { bytes.loadUnaligned(fromByteOffset: start + 8 * $0, as: Double.self) }
        bars.append(
            BarValues(
                open: numbers[0], high: numbers[1], low: numbers[2], close: numbers[3], volume: numbers[4]))
    }
    check(bars, isAccepted: false)
    check(
        bars.enumerated().filter { BarVerdict($1, at: Int64($0), after: nil) == .accepted }.map(\.element),
        isAccepted: true)
    return 0
}

private func check(_ bars: [BarValues], isAccepted: Bool) {
    check(bars, isAccepted, SimpleMovingAverage(length: 3))
    check(bars, isAccepted, ExponentialMovingAverage(length: 3))
    check(bars, isAccepted, WeightedMovingAverage(length: 3))
    check(bars, isAccepted, TripleExponentialMovingAverage(length: 2))
    check(bars, isAccepted, TripleExponentialChange(length: 2))
    check(bars, isAccepted, AdaptiveMovingAverage(length: 3))
    check(bars, isAccepted, RelativeStrengthIndex(length: 3, convention: .taLib))
    check(bars, isAccepted, StochasticRelativeStrength(length: 3, fast: 2, smooth: 2))
    check(bars, isAccepted, StochasticOscillator(length: 3, smoothK: 2, smoothD: 2))
    check(bars, isAccepted, MovingAverageConvergence(fast: 2, slow: 3, signal: 2))
    check(bars, isAccepted, BollingerBands(length: 3))
    check(bars, isAccepted, ZScore(length: 3))
    check(bars, isAccepted, NormalizedAverageTrueRange(length: 3))
    check(bars, isAccepted, DirectionalMovement(length: 3))
    check(bars, isAccepted, CommodityChannelIndex(length: 3))
    check(bars, isAccepted, WilliamsRange(length: 3))
    check(bars, isAccepted, MoneyFlowIndex(length: 3))
    check(bars, isAccepted, OnBalanceVolume())
    check(bars, isAccepted, ChaikinMoneyFlow(length: 3))
    check(bars, isAccepted, KeltnerChannel(length: 3, rangeLength: 2, multiplier: 2))
    check(bars, isAccepted, Aroon(length: 3))
    check(bars, isAccepted, ParabolicStop())
    check(bars, isAccepted, Supertrend(length: 3, factor: 3))
    check(bars, isAccepted, LinearRegression(length: 3))
    check(bars, isAccepted, RateOfChange(length: 3))
    check(bars, isAccepted, RealizedVolatility(length: 3, periods: 365))
    check(bars, isAccepted, ChoppinessIndex(length: 3))
    check(bars, isAccepted, HurstExponent(length: 3, lag: 2))
    check(
        bars, isAccepted, Ichimoku(conversionLength: 2, baseLength: 3, leadingLength: 4, displacement: 2))
}

/// Both forms agree bit for bit; bars that were accepted give finite numbers.
private func check<Indicator: StreamingIndicator>(
    _ bars: [BarValues], _ isAccepted: Bool, _ indicator: Indicator
) {
    let table = indicator.values(over: BarColumns(bars))
    let columns = (0..<Indicator.Output.width).map { table.column($0) }
    var streaming = indicator
    var numbers = [Double](repeating: 0, count: Indicator.Output.width)
    for (row, bar) in bars.enumerated() {
        let output = streaming.advance(.of(bar))
        numbers.withUnsafeMutableBufferPointer {
            if let base = $0.baseAddress { output.store(base, stride: 1) }
        }
        for (number, column) in zip(numbers, columns) {
            precondition(
                number.bitPattern == column[row].bitPattern || (number.isNaN && column[row].isNaN),
                "\(Indicator.self): forms differ")
            precondition(
                !isAccepted || row < indicator.warmUp || number.isFinite, "\(Indicator.self): \(number)")
        }
    }
}
