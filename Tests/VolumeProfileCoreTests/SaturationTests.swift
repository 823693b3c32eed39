import Domain
import Messages
import Pipeline
import TestSupport
import Testing
import VolumeProfileCore

@Suite struct `Saturation` {
    @Test func `leaves bars alone while too many wait for trades`() throws {
        var profiler = VolumeProfiler(small: true)
        for index in 0...VolumeProfiler.barLimit {
            #expect(profiler.saturated.isEmpty)
            _ = try profiler.take(.fixture(index, low: 100, high: 101, close: 100, lastTrade: 7))
        }
        #expect(profiler.saturated == [.bars])
        let answers = try profiler.take(.fixture(id: 7, at: 100, quantity: 1))
        #expect(answers.count == VolumeProfiler.barLimit + 1)
        #expect(profiler.saturated.isEmpty)
    }

    @Test func `leaves trades alone only while no bar waits for one`() throws {
        var profiler = VolumeProfiler(small: true)
        for id in 0...Int64(VolumeProfiler.tradeLimit) {
            #expect(profiler.saturated.isEmpty)
            _ = try profiler.take(.fixture(id: id, at: 100, quantity: 1))
        }
        #expect(profiler.saturated == [.trades])
        let last = Int64(VolumeProfiler.tradeLimit) + 5
        #expect(try profiler.take(.fixture(0, low: 100, high: 101, close: 100, lastTrade: last)).isEmpty)
        #expect(profiler.saturated.isEmpty)
        #expect(try profiler.take(.fixture(id: last, at: 100, quantity: 1)).count == 1)
    }

    /// A stage that reads only what is not saturated, one entry at a time from either stream, gets to the
    /// end.
    @Test(arguments: [UInt64(1), 2, .random(in: 0 ... .max)])
    func `never stops a reader that has more to read`(seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let history = History(bars: 80, seed: seed)
        var profiler = VolumeProfiler(shard: Shard(0), settings: .small, barLimit: 2, tradeLimit: 3)
        var waiting: [StreamKind: ArraySlice<Message.Body>] = [
            .bars: history.bars[...], .trades: history.trades[...],
        ]
        var answers = 0
        while waiting.values.contains(where: { !$0.isEmpty }) {
            let readable = [StreamKind.bars, .trades].filter {
                !profiler.saturated.contains($0) && waiting[$0]?.isEmpty == false
            }
            let stream = try #require(readable.randomElement(using: &generator), "both streams stand still")
            guard let body = waiting[stream]?.popFirst() else { continue }
            answers += try profiler.signals(for: Entry(stream: stream, body: body)).count
        }
        #expect(answers == history.barCount)
    }
}
