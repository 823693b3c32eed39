import Domain
import Strategies

extension Strategy {
    /// A strategy with the given conditions, otherwise the smallest there is.
    static func fixture(enter: Condition, exit: Condition = .compare(.source(.close), .below, .number(1)))
        -> Self
    {
        Strategy(
            name: "fixture", description: "", interval: .thirtyMinutes, direction: .long, enter: enter,
            exit: exit)
    }
}

extension Bar {
    /// A half-hour bar that opens and closes at one price; high and low lie one above and below.
    static func fixture(_ index: Int, close: Double, volume: Int = 1) -> Bar {
        let units = Int64(close * 1e8)
        let one: Int64 = 100_000_000
        return Bar(
            instrument: InstrumentID(venue: "sim", symbol: "BTCUSDT"), interval: .thirtyMinutes,
            openedAt: Timestamp(milliseconds: Int64(index) * Interval.thirtyMinutes.milliseconds),
            open: Price(units: units), high: Price(units: units + one), low: Price(units: units - one),
            close: Price(units: units), volume: Quantity(whole: volume))
    }
}

extension RunningStrategy {
    /// The opinions on successive bars with these closes.
    mutating func opinions(closes: [Double]) -> [Opinion] {
        closes.enumerated().map { take(.fixture($0.offset, close: $0.element)) }
    }
}
