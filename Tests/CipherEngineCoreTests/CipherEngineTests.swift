import CipherEngineCore
import Domain
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
            // The money flow's 60 bars are the longest window.
            let isWarm = index >= 59
            #expect(signal.reasons.contains("warming_up") == !isWarm)
            #expect(signal.evidence.map(\.name) == ["wt1", "wt2", "rsi", "rsi_mfi"] || !isWarm)
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
            if signal.direction != .flat { #expect(!signal.reasons.isEmpty) }
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
                shard: Shard(0), settings: CipherSettings(relativeStrengthLength: 21), snapshot: snapshot)
        }
    }
}

@Suite struct `Cipher opinion` {
    /// Dots, money flow, and what they amount to.
    private static let cases: [([CipherDot], Double, Direction, String)] = [
        ([.greenDot, .smallDotUp], 10, .long, "0.75"),
        ([.greenDot, .smallDotUp], -10, .long, "0.45"),
        ([.redDot, .smallDotDown], -10, .short, "0.75"),
        ([.goldDot, .divergenceBuyDot], 10, .long, "1"),
        ([.divergenceSellDot], 0, .short, "0.375"),
        ([.smallDotUp], 10, .long, "0.25"),
        ([.smallDotUp, .divergenceSellDot], -10, .short, "0.625"),
        ([.divergenceBuyDot, .divergenceSellDot], 10, .flat, "0"),
        ([], 10, .flat, "0"),
    ]

    @Test(arguments: cases)
    func `follows the heavier side, scaled by money flow`(
        dots: [CipherDot], moneyFlow: Double, direction: Direction, strength: String
    ) {
        let opinion = CipherOpinion(dots: dots, moneyFlow: moneyFlow)
        #expect(opinion.direction == direction)
        #expect(opinion.strength.description == strength)
    }
}
