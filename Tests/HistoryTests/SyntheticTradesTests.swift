import Domain
import History
import Testing

@Suite struct `Synthetic trades` {
    @Test func `of a rising bar go open, low, high, close`() {
        let trades = SyntheticTrades.of(Fixture.bar(minute: 5))
        #expect(trades.map(\.price) == [10, 9, 12, 11].map { Price(whole: $0) })
        #expect(trades.map(\.aggressor) == [.buy, .sell, .buy, .sell])
        #expect(trades.map(\.id) == [20, 21, 22, 23])
        #expect(trades.map(\.occurredAt.milliseconds) == [300_000, 320_000, 340_000, 359_999])
    }

    @Test func `of a falling bar go open, high, low, close`() {
        let trades = SyntheticTrades.of(Fixture.bar(minute: 5, open: 11, close: 10))
        #expect(trades.map(\.price) == [11, 12, 9, 10].map { Price(whole: $0) })
        #expect(trades.map(\.aggressor) == [.sell, .buy, .sell, .buy])
    }

    @Test func `keep their side while the price stands still`() {
        let flat = SyntheticTrades.of(Fixture.bar(minute: 0, open: 10, high: 10, low: 10, close: 10))
        #expect(flat.map(\.aggressor) == [.buy, .buy, .buy, .buy])
    }

    @Test(arguments: [4, 5, 6, 7, 75_552_175_870, 1_000_000_000_000_000_001] as [Int128])
    func `share the volume without loss`(units: Int128) {
        let trades = SyntheticTrades.of(Fixture.bar(minute: 0, volume: units))
        #expect(trades.count == 4 && trades.allSatisfy(\.isValid))
        #expect(trades.reduce(.zero) { $0 + $1.quantity } == Quantity(units: units))
        #expect(trades.dropLast().allSatisfy { $0.quantity.units == units / 4 })
    }

    @Test func `are none in a bar without volume, and the close alone in a tiny one`() {
        #expect(SyntheticTrades.of(Fixture.bar(minute: 3, volume: 0)).isEmpty)
        let tiny = SyntheticTrades.of(Fixture.bar(minute: 3, volume: 3))
        #expect(tiny.map(\.id) == [15] && tiny[0].price == Price(whole: 11) && tiny[0].quantity.units == 3)
    }
}
