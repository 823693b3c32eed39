import Domain
import Messages
import Pipeline
import Testing
import VolumeProfileCore

@Suite struct `The trace of a volume profile's answer` {
    @Test func `is the bar's, also where the last trade came after it`() throws {
        var core = VolumeProfiler(small: true)
        var outbox = Outbox()
        let bar = Bar.fixture(0, low: 99, high: 101, close: 100, lastTrade: 7)
        try core.step(
            Message(.barClosed(BarClosed(bar)), trace: "bar"), from: .bars, into: &outbox)
        #expect(outbox.items.isEmpty)
        // A restart in between forgets nothing of it.
        core = try VolumeProfiler(shard: Shard(0), settings: .small, snapshot: core.snapshot())
        let trade = Trade.fixture(id: 7, at: 100, quantity: 1)
        try core.step(
            Message(.tradePrinted(TradePrinted(trade)), trace: "trade"), from: .trades, into: &outbox)
        #expect(outbox.items.map(\.trace) == ["bar"])
    }
}
