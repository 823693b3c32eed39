import Domain
import History

/// Bars of one minute, built from a few numbers.
enum Fixture {
    static func specification(_ symbol: String) -> InstrumentSpecification {
        InstrumentSpecification(
            instrument: InstrumentID(venue: "sim", symbol: symbol), baseAsset: symbol, quoteAsset: "USD",
            tickSize: Price(units: 1), lotSize: Quantity(units: 1), minimumNotional: .zero)
    }

    static func bar(
        _ symbol: String = "A", minute: Int64, open: Int = 10, high: Int = 12, low: Int = 9, close: Int = 11,
        volume units: Quantity.Units = 800_000_001
    ) -> Bar {
        Bar(
            instrument: InstrumentID(venue: "sim", symbol: symbol), interval: .oneMinute,
            openedAt: Timestamp(milliseconds: minute * 60_000), open: Price(whole: open),
            high: Price(whole: high),
            low: Price(whole: low), close: Price(whole: close), volume: Quantity(units: units))
    }

    static func series(_ symbol: String, minutes: [Int64]) throws -> BarSeries {
        try BarSeries(
            specification: specification(symbol), interval: .oneMinute,
            bars: minutes.map { bar(symbol, minute: $0) })
    }
}
