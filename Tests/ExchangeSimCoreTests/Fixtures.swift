import Domain
import FoundationEssentials
import History

@testable import ExchangeSimCore

/// A venue with eight half-hour bars but one, a price step up per bar, 4 traded in each.
enum Fixture {
    static let halfHour: Int64 = 1_800_000

    static func series(_ symbol: String = "BTCUSD", bars: [Int64] = [0, 1, 2, 4, 5, 6, 7]) throws -> BarSeries
    {
        let instrument = InstrumentID(venue: "sim", symbol: symbol)
        return try BarSeries(
            specification: InstrumentSpecification(
                instrument: instrument, baseAsset: "BTC", quoteAsset: "USD", tickSize: Price("0.01") ?? .zero,
                lotSize: Quantity("0.001") ?? .zero, minimumNotional: Notional(whole: 10)),
            interval: .thirtyMinutes,
            bars: bars.map { number in
                let price = 100 + Int(number)
                return Bar(
                    instrument: instrument, interval: .thirtyMinutes,
                    openedAt: Timestamp(milliseconds: number * halfHour), open: Price(whole: price),
                    high: Price(whole: price + 2), low: Price(whole: price - 1),
                    close: Price(whole: price + 1),
                    volume: Quantity(whole: 4))
            })
    }

    static func venue() throws -> Venue { try Venue([series()]) }

    /// The answer's JSON at a clock, in half-hours since the start.
    static func get(_ path: String, _ query: String = "", halfHours: Double) throws -> (
        status: Int, text: String
    ) {
        let clock = Timestamp(milliseconds: Int64(halfHours * Double(halfHour)))
        let answer = VenueAPI(try venue(), at: clock).answer(path: path, query: query)
        return (answer.status, String(decoding: answer.body, as: UTF8.self))
    }
}
