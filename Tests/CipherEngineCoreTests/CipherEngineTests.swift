import CipherEngineCore
import Domain
import Indicators
import Messages
import Pipeline
import TestSupport
import Testing

private let bitcoin = InstrumentID(venue: "sim", symbol: "BTCUSDT")
private let ether = InstrumentID(venue: "sim", symbol: "ETHUSDT")

/// A random walk of valid bars without gaps.
private func bars(
    _ count: Int, of instrument: InstrumentID = bitcoin, interval: Interval = .thirtyMinutes, seed: UInt64 = 1
) -> [Bar] {
    var generator = SeededGenerator(seed: seed)
    var close: Int64 = 10_000_000
    return (0..<count).map { index in
        let open = close
        close = max(1_000_000, open + .random(in: -200_000...200_000, using: &generator))
        let wick = Int64.random(in: 0...100_000, using: &generator)
        return Bar(
            instrument: instrument, interval: interval,
            openedAt: Timestamp(milliseconds: Int64(index) * interval.milliseconds),
            open: Price(units: open), high: Price(units: max(open, close) + wick),
            low: Price(units: min(open, close) - wick), close: Price(units: close), volume: Quantity(whole: 1)
        )
    }
}

extension CipherEngine {
    fileprivate init() { self.init(shard: Shard(0), settings: CipherSettings()) }

    /// The signals that follow from one bar.
    fileprivate mutating func signals(for bar: Bar) throws -> [Signal] {
        var outbox = Outbox()
        try step(Message(.barClosed(BarClosed(bar))), from: .bars, into: &outbox)
        return outbox.items.compactMap {
            guard case .signalEvaluated(let answer) = $0.body, $0.stream == .signals else { return nil }
            return answer.signal
        }
    }
}

@Suite struct `Cipher engine` {
    @Test func `answers every bar of every series exactly once`() throws {
        var engine = CipherEngine()
        let series = [
            bars(100), bars(100, interval: .oneHour, seed: 2), bars(100, of: ether, seed: 3),
        ]
        for index in 0..<100 {
            for bar in series.map({ $0[index] }) {
                let answers = try engine.signals(for: bar)
                #expect(
                    answers.map(\.id) == [
                        "cipher-engine/\(bar.instrument)/\(bar.interval.rawValue)/\(bar.openedAt)"
                    ])
            }
        }
    }

    @Test func `keeps series apart`() throws {
        var alone = CipherEngine()
        var together = CipherEngine()
        for (bar, other) in zip(bars(120), bars(120, of: ether, seed: 9)) {
            _ = try together.signals(for: other)
            #expect(try together.signals(for: bar) == alone.signals(for: bar))
        }
    }

    @Test func `is flat while it warms up, and says so`() throws {
        var engine = CipherEngine()
        for (index, bar) in bars(120).enumerated() {
            let signal = try #require(try engine.signals(for: bar).first)
            let names = signal.evidence.map(\.name)
            // The money flow's 60 bars are the longest window.
            let isWarm = index >= 59
            #expect(signal.reasons.contains("warming_up") == !isWarm)
            #expect(Set(["wt1", "wt2", "rsi", "rsi_mfi", "stc", "a_ema8"]).isSubset(of: names) || !isWarm)
            #expect(names.last == "parameters")
            if !isWarm {
                #expect(signal.direction == .flat)
                #expect(signal.strength == .zero)
            }
        }
    }

    @Test func `has strength exactly when it has a direction, and a reason for it`() throws {
        var engine = CipherEngine()
        var seen: Set<Direction> = []
        for bar in bars(2000) {
            let signal = try #require(try engine.signals(for: bar).first)
            seen.insert(signal.direction)
            #expect((signal.strength > .zero) == (signal.direction != .flat))
            #expect(signal.strength <= Rate(whole: 1))
            if signal.direction != .flat {
                #expect(signal.reasons.contains { $0.contains("dot") || $0.contains("purple") })
            }
        }
        #expect(seen == [.long, .short, .flat])
    }

    @Test func `passes over repeats and what is older`() throws {
        var engine = CipherEngine()
        let history = bars(80)
        for bar in history { _ = try engine.signals(for: bar) }
        let before = try engine.snapshot()
        for bar in history { #expect(try engine.signals(for: bar).isEmpty) }
        #expect(try engine.snapshot() == before)
    }

    @Test func `refuses what no venue can have sent, and is unchanged`() throws {
        var engine = CipherEngine()
        let history = bars(3)
        for bar in history.prefix(2) { _ = try engine.signals(for: bar) }
        let before = try engine.snapshot()
        let bar = history[2]
        let impossible = Bar(
            instrument: bar.instrument, interval: bar.interval, openedAt: bar.openedAt, open: bar.open,
            high: bar.low, low: bar.high, close: bar.close, volume: bar.volume)
        #expect(throws: Refusal.self) { try engine.signals(for: impossible) }
        #expect(try engine.snapshot() == before)
        #expect(try engine.signals(for: bar).count == 1)
    }

    @Test func `passes over gaps and trading rules`() throws {
        var engine = CipherEngine()
        let before = try engine.snapshot()
        var outbox = Outbox()
        let gap = GapConfirmed(
            instrument: bitcoin, interval: .thirtyMinutes, from: Timestamp(milliseconds: 0),
            until: Timestamp(milliseconds: 1_800_000))
        try engine.step(Message(.gapConfirmed(gap)), from: .bars, into: &outbox)
        #expect(outbox.items.isEmpty)
        #expect(try engine.snapshot() == before)
    }

    @Test(arguments: [UInt64(1), .random(in: 0 ... .max)])
    func `goes on from a snapshot as if nothing had happened`(seed: UInt64) throws {
        print("seed \(seed)")
        var undisturbed = CipherEngine()
        var interrupted = CipherEngine()
        for (index, bar) in bars(200, seed: seed).enumerated() {
            if index.isMultiple(of: 7) {
                interrupted = try CipherEngine(
                    shard: Shard(0), settings: CipherSettings(), snapshot: interrupted.snapshot())
            }
            #expect(try interrupted.signals(for: bar) == undisturbed.signals(for: bar))
            #expect(try interrupted.snapshot() == undisturbed.snapshot())
        }
    }

    @Test func `does not mix two sets of parameters in one series`() throws {
        var engine = CipherEngine()
        _ = try engine.signals(for: bars(1)[0])
        let snapshot = try engine.snapshot()
        #expect(throws: SettingsChanged.self) {
            try CipherEngine(
                shard: Shard(0), settings: CipherSettings(changes: [.init(name: "rsi_len", value: 21)]),
                snapshot: snapshot)
        }
    }
}

@Suite struct `Cipher engine over several intervals` {
    private static let intervals: [Interval] = [.thirtyMinutes, .oneHour, .fourHours]

    /// Bars of several intervals, each larger one right after the last of its parts, as the router sends them.
    private func stream(_ count: Int) -> [Bar] {
        let parts = bars(count)
        return parts.flatMap { part -> [Bar] in
            let end = part.openedAt + part.interval
            let larger = Self.intervals.dropFirst().filter { $0.start(of: end) == end }.map { interval in
                let inside = parts.filter { interval.start(of: $0.openedAt) + interval == end }
                return Bar(
                    instrument: bitcoin, interval: interval, openedAt: interval.start(of: part.openedAt),
                    open: inside[0].open, high: inside.map(\.high).max() ?? part.high,
                    low: inside.map(\.low).min() ?? part.low, close: part.close,
                    volume: Quantity(whole: 1))
            }
            return [part] + larger
        }
    }

    @Test func `a higher interval counts once its bar has closed, and never before`() throws {
        var engine = CipherEngine()
        var votes: [Interval: [(since: Timestamp, votes: Double)]] = [:]
        var studies = Self.intervals.reduce(into: [Interval: CipherStudy]()) { $0[$1] = CipherStudy() }
        var compared = 0
        for bar in stream(1600) {
            let signal = try #require(try engine.signals(for: bar).first)
            for interval in Self.intervals where interval > bar.interval {
                let known = votes[interval, default: []].last { $0.since <= bar.openedAt }
                let told = signal.evidence.first { $0.name == "bias_\(interval.rawValue)" }
                #expect(told?.value == known?.votes)
                if known != nil { compared += 1 }
            }
            let values = BarValues(
                open: bar.open.approximation, high: bar.high.approximation, low: bar.low.approximation,
                close: bar.close.approximation, volume: 1)
            guard let reading = studies[bar.interval]?.advance(values) else { continue }
            guard reading.isKnown else { continue }
            let bias = CipherBias(since: bar.openedAt + bar.interval, reading)
            votes[bar.interval, default: []].append((bias.since, Double(bias.votes)))
        }
        #expect(compared > 1000)
    }

    @Test func `which of two bars that close together comes first changes nothing`() throws {
        var inOrder = CipherEngine()
        var reversed = CipherEngine()
        func byID(_ signals: [Signal]) -> [String: Signal] {
            Dictionary(uniqueKeysWithValues: signals.map { ($0.id, $0) })
        }
        var first: [Signal] = []
        var second: [Signal] = []
        let all = stream(1200)
        let together = Dictionary(grouping: all) { $0.openedAt + $0.interval }
        for end in together.keys.sorted() {
            for bar in together[end, default: []] { first += try inOrder.signals(for: bar) }
            for bar in together[end, default: []].reversed() { second += try reversed.signals(for: bar) }
        }
        #expect(byID(first) == byID(second))
    }

    @Test func `a series has its own parameters, and every signal names them`() throws {
        let settings = CipherSettings(changes: [
            .init(interval: .oneHour, name: "rsi_len", value: 9),
            .init(instrument: ether, name: "rsi_len", value: 21),
            .init(instrument: ether, interval: .oneHour, name: "rsi_len", value: 30),
            .init(name: "rsi_len", value: 10),
        ])
        let expected: [(InstrumentID, Interval, Int)] = [
            (bitcoin, .thirtyMinutes, 10), (bitcoin, .oneHour, 9), (ether, .thirtyMinutes, 21),
            (ether, .oneHour, 30),
        ]
        for (instrument, interval, length) in expected {
            let parameters = settings.parameters(of: instrument, interval)
            #expect(parameters.strengthLength == length)
            var engine = CipherEngine(shard: Shard(0), settings: settings)
            for (index, bar) in bars(40, of: instrument, interval: interval).enumerated() {
                let signal = try #require(try engine.signals(for: bar).first)
                #expect(signal.evidence.contains { $0.name == "rsi" } == (index >= length))
                #expect(signal.evidence.last == Evidence("parameters", Double(parameters.fingerprint)))
            }
        }
    }
}

@Suite struct `Cipher opinion` {
    /// Marks, money flow, votes of higher intervals, and what they amount to.
    private static let cases: [([CipherMark], Double, [Int], Direction, String)] = [
        ([.greenDot, .smallDotUp], 10, [], .long, "0.75"),
        ([.greenDot, .smallDotUp], -10, [], .long, "0.45"),
        ([.redDot, .smallDotDown], -10, [], .short, "0.75"),
        ([.goldDot, .divergenceBuyDot], 10, [], .long, "1"),
        ([.purpleBuy, .divergenceBuyDot], 10, [], .long, "0.875"),
        ([.divergenceSellDot], 0, [], .short, "0.375"),
        ([.smallDotUp], 10, [], .long, "0.25"),
        ([.smallDotUp, .divergenceSellDot], -10, [], .short, "0.625"),
        ([.divergenceBuyDot, .divergenceSellDot], 10, [3], .flat, "0"),
        ([], 10, [], .flat, "0"),
        ([.greenDot], 10, [-3], .long, "0.375"),
        ([.greenDot], 10, [-3, 1], .long, "0.75"),
        ([.greenDot], 10, [-3, 1, 1], .long, "0.75"),
        ([.redDot], -10, [1, 1, -3], .short, "0.375"),
    ]

    @Test(arguments: cases)
    func `follows the heavier side, scaled by money flow and by higher intervals`(
        marks: [CipherMark], moneyFlow: Double, higher: [Int], direction: Direction, strength: String
    ) {
        let seen = marks.reduce(into: CipherMarks()) { $0.formUnion(CipherMarks($1)) }
        let opinion = CipherOpinion(marks: seen, moneyFlow: moneyFlow, higher: higher)
        #expect(opinion.direction == direction)
        #expect(opinion.strength.description == strength)
        let lean = higher.reduce(0) { $0 + $1.signum() } * (direction == .long ? 1 : -1)
        let context: CipherOpinion.Context? = lean == 0 ? nil : (lean > 0 ? .agrees : .disagrees)
        #expect(opinion.context == (direction == .flat ? nil : context))
    }
}
