import Domain
import Testing

@testable import TradeRecords

@Suite struct `Trade batch` {
    private static let instrument = InstrumentID(venue: "sim", symbol: "BTCUSD")

    private func trade(_ id: Int64, at time: Int64, price: Int = 1, of instrument: InstrumentID = instrument)
        -> Trade
    {
        Trade(
            instrument: instrument, id: id, occurredAt: Timestamp(milliseconds: time),
            price: Price(whole: price),
            quantity: Quantity(units: 1), aggressor: .buy)
    }

    @Test func `of versions of one trade the last counts`() {
        let batch = TradeBatch([trade(2, at: 5), trade(1, at: 4), trade(2, at: 6, price: 7)])
        #expect(batch.count == 2)
        #expect(batch.bounds == Timestamp(milliseconds: 4)...Timestamp(milliseconds: 6))
    }

    @Test func `knows how far each instrument goes, also where they alternate`() {
        let other = InstrumentID(venue: "sim", symbol: "ETHUSD")
        let batch = TradeBatch([
            trade(1, at: 1), trade(7, at: 60_000, of: other), trade(2, at: 120_001),
            trade(9, at: 60_001, of: other),
        ])
        #expect(batch.count == 4)
        #expect(batch.spans["sim:BTCUSD"]?.lowestID == 1)
        #expect(batch.spans["sim:BTCUSD"]?.highestID == 2)
        #expect(batch.spans["sim:ETHUSD"]?.newest == Timestamp(milliseconds: 60_001))
        #expect(
            batch.minutes["sim:BTCUSD"] == [Timestamp(milliseconds: 0), Timestamp(milliseconds: 120_000)])
        #expect(batch.minutes["sim:ETHUSD"] == [Timestamp(milliseconds: 60_000)])
    }

    @Test func `none is none`() {
        #expect(TradeBatch([]).count == 0)
    }
}
