import Domain
import FoundationEssentials
import Messages
import Pipeline
import TestSupport
import Testing
import VolumeProfileCore

@Suite struct `Volume profiler` {
    @Test func `answers every bar of every interval exactly once`() throws {
        let history = History(bars: 200, seed: 5)
        var profiler = VolumeProfiler(small: true)
        var answers: [String] = []
        for entry in history.inOrder { answers += try profiler.signals(for: entry).map(\.id) }
        let expected = history.bars.compactMap { body -> String? in
            guard case .barClosed(let closed) = body else { return nil }
            let bar = closed.bar
            return "volume-profile/\(bar.instrument)/\(bar.interval.rawValue)/\(bar.openedAt)"
        }
        #expect(answers == expected)
    }

    @Test(arguments: [UInt64(1), 2, 3, .random(in: 0 ... .max)])
    func `does not depend on how the two streams interleave`(seed: UInt64) throws {
        print("seed \(seed)")
        let history = History(bars: 120, seed: seed)
        var generator = SeededGenerator(seed: seed)
        var first = VolumeProfiler(small: true)
        var reference: [String: [Signal]] = [:]
        for entry in history.inOrder {
            for signal in try first.signals(for: entry) {
                reference[signal.instrument.description, default: []].append(signal)
            }
        }
        for _ in 0..<4 {
            var profiler = VolumeProfiler(small: true)
            var found: [String: [Signal]] = [:]
            for entry in history.interleaved(using: &generator) {
                for signal in try profiler.signals(for: entry) {
                    found[signal.instrument.description, default: []].append(signal)
                }
            }
            #expect(found == reference)
            #expect(try profiler.snapshot() == first.snapshot())
        }
    }

    @Test(arguments: [UInt64(1), .random(in: 0 ... .max)])
    func `goes on from a snapshot as if nothing had happened`(seed: UInt64) throws {
        print("seed \(seed)")
        let history = History(bars: 60, seed: seed)
        var generator = SeededGenerator(seed: seed)
        var undisturbed = VolumeProfiler(small: true)
        var interrupted = VolumeProfiler(small: true)
        for (index, entry) in history.interleaved(using: &generator).enumerated() {
            if index.isMultiple(of: 5) {
                interrupted = try VolumeProfiler(
                    shard: Shard(0), settings: .small, snapshot: interrupted.snapshot())
                #expect(try interrupted.snapshot() == undisturbed.snapshot())
            }
            #expect(try interrupted.signals(for: entry) == undisturbed.signals(for: entry))
            #expect(interrupted.saturated == undisturbed.saturated)
        }
    }

    @Test func `passes over repeats`() throws {
        let history = History(bars: 40, seed: 3)
        var profiler = VolumeProfiler(small: true)
        for entry in history.inOrder { _ = try profiler.signals(for: entry) }
        let before = try profiler.snapshot()
        for entry in history.inOrder {
            if case .instrumentListed = entry.body { continue }
            #expect(try profiler.signals(for: entry).isEmpty)
        }
        #expect(try profiler.snapshot() == before)
    }

    @Test func `refuses what no venue can have sent, and is unchanged`() throws {
        var profiler = VolumeProfiler(small: true)
        let before = try profiler.snapshot()
        let trade = Trade(
            instrument: .bitcoin, id: 1, occurredAt: Timestamp(milliseconds: 1), price: .zero,
            quantity: Quantity(whole: 1), aggressor: .buy)
        #expect(throws: Refusal.self) {
            try profiler.signals(for: Entry(stream: .trades, body: .tradePrinted(TradePrinted(trade))))
        }
        let bar = Bar.fixture(0, low: 100, high: 90, close: 95)
        #expect(throws: Refusal.self) {
            try profiler.signals(for: Entry(stream: .bars, body: .barClosed(BarClosed(bar))))
        }
        #expect(try profiler.snapshot() == before)
    }

    @Test(arguments: [Int64(1), .max])
    func `takes the height of its rows from the venue's tick where it is told to`(rowTicks: Int64) throws {
        let settings = ProfileSettings(minimumBars: 1, rowTicks: rowTicks)
        var profiler = VolumeProfiler(shard: Shard(0), settings: settings)
        #expect(throws: Refusal.self) { try profiler.signals(for: .listed(tick: .zero)) }
        _ = try profiler.signals(for: .listed(tick: Price(whole: 5)))
        let signal = try #require(try profiler.take(.fixture(0, low: 101, high: 104, close: 102)).first)
        #expect(signal.evidence.first { $0.name == "rolling_val" }?.value == (rowTicks == 1 ? 100 : 0))
    }

    @Test func `begins anew when bars of a shorter interval appear`() throws {
        var profiler = VolumeProfiler(small: true)
        for index in 0..<20 { _ = try profiler.take(.fixture(index, low: 100, high: 101, close: 100)) }
        let bar = Bar.fixture(20, low: 200, high: 200, close: 200)
        let short = Bar(
            instrument: bar.instrument, interval: .oneMinute, openedAt: bar.openedAt, open: bar.open,
            high: bar.high, low: bar.low, close: bar.close, volume: bar.volume)
        let answer = try #require(try profiler.take(short).first)
        #expect(answer.reasons == ["warming_up"])
        #expect(answer.evidence.first { $0.name == "rolling_val" }?.value == 200)
        // The longer interval goes on being answered, and adds nothing.
        let later = try #require(try profiler.take(.fixture(21, low: 300, high: 300, close: 300)).first)
        #expect(later.evidence.first { $0.name == "rolling_val" }?.value == 200)
    }

    @Test func `holds a bar until the trade it names, and gives later trades to later bars`() throws {
        var profiler = VolumeProfiler(small: true)
        #expect(try profiler.take(.fixture(0, low: 99, high: 101, close: 100, lastTrade: 2)).isEmpty)
        #expect(try profiler.take(.fixture(id: 1, at: 99, quantity: 1)).isEmpty)
        let first = try profiler.take(.fixture(id: 2, at: 100, quantity: 5))
        #expect(first.map(\.openedAt.milliseconds) == [0])
        let levels = try #require(first.first).evidence
        // The busier of the two rows that traded; a row of the automatic grid is 0.01 high here.
        #expect(levels.first { $0.name == "session_poc" }?.value == 100.005)
        #expect(levels.first { $0.name == "session_delta" }?.value == 6)
        #expect(try profiler.take(.fixture(id: 3, at: 101, quantity: 9)).isEmpty)
        let second = try profiler.take(.fixture(1, low: 100, high: 101, close: 101, lastTrade: 3))
        #expect(second.first?.evidence.first { $0.name == "session_poc" }?.value == 101.005)
        #expect(second.first?.evidence.first { $0.name == "rolling_poc_migration" }?.value == 1)
        #expect(second.first?.evidence.first { $0.name == "session_exact" }?.value == 1)
        let average = try #require(second.first?.evidence.first { $0.name == "session_vwap" }?.value)
        #expect(abs(average - 1508.0 / 15) < 1e-9)
    }

    @Test func `spreads a bar without trades over its range`() throws {
        var profiler = VolumeProfiler(small: true)
        let signal = try #require(try profiler.take(.fixture(0, low: 100, high: 102, close: 102)).first)
        #expect(signal.evidence.first { $0.name == "rolling_delta" }?.value == 10)
        #expect(
            signal.evidence.first { $0.name == "rolling_poc" }.map { abs($0.value - 101) < 0.011 } == true)
    }

    @Test func `starts a session at midnight UTC and keeps the window`() throws {
        var profiler = VolumeProfiler(small: true)
        var last: Signal?
        for index in 0..<48 {
            last = try profiler.take(.fixture(index, low: 100, high: 101, close: 100)).first
        }
        last = try profiler.take(.fixture(48, low: 200, high: 200, close: 200)).first
        let evidence = try #require(last).evidence
        #expect(evidence.first { $0.name == "session_val" }?.value == 200)
        #expect(evidence.first { $0.name == "rolling_val" }.map { $0.value < 102 } == true)
    }

    @Test func `points away from a value area's edge that refused the price`() throws {
        for (low, high, close, direction, edge) in [
            (95.0, 101.0, 100.5, Direction.long, "low"), (100.4, 110, 100.5, .short, "high"),
        ] {
            var profiler = VolumeProfiler(small: true)
            for index in 0..<10 { _ = try profiler.take(.fixture(index, low: 100, high: 101, close: 100)) }
            let quiet = try profiler.take(.fixture(10, low: 100.4, high: 100.6, close: 100.5))
            #expect(quiet.first?.direction == .flat)
            let signal = try #require(
                try profiler.take(.fixture(11, low: low, high: high, close: close)).first)
            #expect(signal.direction == direction)
            // The wide bar has also drawn the point of control of an even profile its way, which counts against it.
            #expect(signal.strength.description == "0.7")
            #expect(
                signal.reasons == [
                    "rolling_value_area_\(edge)_rejection", "session_value_area_\(edge)_rejection",
                    "rolling_poc_migration_\(edge == "low" ? "down" : "up")",
                ])
        }
    }

    @Test func `is flat while it warms up, and without volume`() throws {
        var profiler = VolumeProfiler(small: true)
        let empty = try profiler.take(.fixture(0, low: 100, high: 101, close: 100, volume: 0)).first
        #expect(empty?.reasons == ["no_volume"])
        #expect(empty?.evidence.isEmpty == true)
        let early = try profiler.take(.fixture(1, low: 100, high: 101, close: 100)).first
        #expect(early?.reasons == ["warming_up"])
        #expect(early?.direction == .flat)
    }
}
