import Domain
import Profiles
import TestSupport
import Testing
import VolumeProfileCore

@Suite struct `Signals of the volume profile` {
    /// Bars that all trade between 100 and 101.
    private func settled(_ count: Int = 20) throws -> VolumeProfiler {
        var profiler = VolumeProfiler(small: true)
        for index in 0..<count { _ = try profiler.take(.fixture(index, low: 100, high: 101, close: 100.5)) }
        return profiler
    }

    private func answer(_ profiler: inout VolumeProfiler, _ bar: Bar) throws -> Signal {
        try #require(try profiler.take(bar).first)
    }

    @Test func `an edge is accepted by the second close in a row beyond it, once`() throws {
        for (price, edge, direction) in [(104.0, "high", Direction.long), (96, "low", .short)] {
            var profiler = try settled()
            var heard: [[String]] = []
            for index in 20..<23 {
                let signal = try answer(
                    &profiler, .fixture(index, low: price, high: price, close: price, volume: 1))
                heard.append(signal.reasons.filter { $0.hasSuffix("acceptance") })
                if index == 21 { #expect(signal.direction == direction) }
            }
            #expect(heard == [[], ["rolling_value_area_\(edge)_acceptance"], []])
        }
    }

    @Test func `a point of control that moves far enough has migrated`() throws {
        var profiler = try settled()
        let up = try answer(&profiler, .fixture(20, low: 104, high: 104.1, close: 104, volume: 5000))
        #expect(up.reasons.contains("rolling_poc_migration_up"))
        let down = try answer(&profiler, .fixture(21, low: 95, high: 95.1, close: 95, volume: 50_000))
        #expect(down.reasons.contains("rolling_poc_migration_down"))
    }

    @Test func `a naked point of control is touched once, from the side the price came from`() throws {
        var profiler = try settled(48)
        for index in 48..<60 {
            let quiet = try answer(&profiler, .fixture(index, low: 110, high: 111, close: 110.5))
            #expect(!quiet.reasons.contains { $0.hasPrefix("naked") })
        }
        let touch = try answer(&profiler, .fixture(60, low: 100, high: 110, close: 109))
        #expect(touch.reasons.contains("naked_poc_touch_from_above"))
        #expect(touch.evidence.contains { $0.name == "naked_poc_below" && abs($0.value - 100.5) < 0.02 })
        let again = try answer(&profiler, .fixture(61, low: 100, high: 110, close: 109))
        #expect(!again.reasons.contains { $0.hasPrefix("naked") })
    }

    @Test func `a low-volume node breaks when a close crosses it`() throws {
        var profiler = VolumeProfiler(small: true)
        for index in 0..<40 {
            let base = index < 20 ? 100.0 : 104.0
            _ = try profiler.take(.fixture(index, low: base, high: base + 1, close: base + 0.5))
        }
        let down = try answer(&profiler, .fixture(40, low: 100.5, high: 104.5, close: 100.5, volume: 1))
        #expect(down.reasons.contains("rolling_lvn_break_down"))
        let up = try answer(&profiler, .fixture(41, low: 100.5, high: 104.5, close: 104.5, volume: 1))
        #expect(up.reasons.contains("rolling_lvn_break_up"))
        #expect(up.evidence.contains { $0.name == "rolling_lvn_low" })
    }

    @Test func `what weighs nothing points nowhere`() throws {
        var signals = ProfileSettings.Signals()
        signals.acceptance = .zero
        let settings = ProfileSettings(rollingLength: 60, minimumBars: 10, maximumRows: 512, signals: signals)
        var profiler = VolumeProfiler(shard: Shard(0), settings: settings)
        for index in 0..<20 { _ = try profiler.take(.fixture(index, low: 100, high: 101, close: 100.5)) }
        _ = try profiler.take(.fixture(20, low: 104, high: 104, close: 104, volume: 1))
        let signal = try answer(&profiler, .fixture(21, low: 104, high: 104, close: 104, volume: 1))
        #expect(signal.reasons == ["rolling_value_area_high_acceptance"])
        #expect(signal.direction == .flat && signal.strength == .zero)
    }

    @Test func `sessions begin by the clocks of a place`() throws {
        let clock = SessionClock(zone: ZoneRules(fixedOffset: -5 * 3_600_000))
        let settings = ProfileSettings(rollingLength: 60, minimumBars: 1, clock: clock)
        var profiler = VolumeProfiler(shard: Shard(0), settings: settings)
        for index in 0..<10 { _ = try profiler.take(.fixture(index, low: 100, high: 100, close: 100)) }
        let signal = try answer(&profiler, .fixture(10, low: 200, high: 200, close: 200))
        #expect(signal.evidence.first { $0.name == "session_val" }?.value == 200)
        #expect(signal.evidence.first { $0.name == "session_exact" }?.value == 0)
    }

    @Test func `a snapshot anywhere changes nothing`() throws {
        var undisturbed = try settled(0)
        var interrupted = undisturbed
        var generator = SeededGenerator(seed: 11)
        for index in 0..<200 {
            let low = Double(Int.random(in: 90...110, using: &generator))
            let bar = Bar.fixture(
                index, low: index == 77 ? 0.06 : low, high: low + 3, close: low + 1,
                volume: .random(in: 0...20, using: &generator))
            if Bool.random(using: &generator) {
                interrupted = try VolumeProfiler(
                    shard: Shard(0), settings: .small, snapshot: interrupted.snapshot())
            }
            #expect(try interrupted.take(bar) == undisturbed.take(bar))
        }
    }
}
