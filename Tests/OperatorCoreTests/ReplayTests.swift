import CipherEngineCore
import ConfirmerCore
import Domain
import ExecutorCore
import History
import Messages
import OperatorCore
import Pipeline
import RouterCore
import StrategyGenCore
import TestSupport
import Testing
import VolumeProfileCore

/// Two instruments whose prices wander, from a seed.
func wanderingSeries(bars count: Int, seed: UInt64) throws -> [BarSeries] {
    var generator = SeededGenerator(seed: seed)
    return try ["BTCUSD", "ETHUSD"].map { symbol in
        let instrument = InstrumentID(venue: "sim", symbol: symbol)
        var price: Int64 = 1_000_000_000_000
        let bars = (0..<count).map { index in
            let open = price
            price += Int64.random(in: -20_000_000_000...20_000_000_000, using: &generator)
            price = max(price, 100_000_000_000)
            let reach = Int64.random(in: 0...5_000_000_000, using: &generator)
            return Bar(
                instrument: instrument, interval: .thirtyMinutes,
                openedAt: Timestamp(milliseconds: 1_514_764_800_000 + Int64(index) * 1_800_000),
                open: Price(units: open), high: Price(units: max(open, price) + reach),
                low: Price(units: min(open, price) - reach), close: Price(units: price),
                volume: Quantity(whole: Int.random(in: 1...500, using: &generator)))
        }
        return try BarSeries(
            specification: InstrumentSpecification(
                instrument: instrument, baseAsset: String(symbol.prefix(3)), quoteAsset: "USD",
                tickSize: Price(units: 1), lotSize: Quantity(units: 1), minimumNotional: Notional(whole: 10)),
            interval: .thirtyMinutes, bars: bars)
    }
}

@Suite struct `A replay` {
    @Test func `answers every bar with four signals and one decision`() throws {
        var replay = Replay(SuiteSettings())
        try replay.take(contentsOf: MarketHistory(try wanderingSeries(bars: 400, seed: 1)))
        // Eight base bars make one of four hours.
        let bars = 2 * (400 + 400 / 8)
        #expect(replay.barCount == 800)
        #expect(replay.results.signals.count == 4 * bars)
        #expect(replay.results.decisions.count == bars)
        #expect(Set(replay.results.decisions.map(\.id)).count == bars)
        #expect(!replay.results.fills.isEmpty)
    }

    @Test(arguments: [1, 2, 16])
    func `gives the same bytes with any number of shards and any order of instruments`(shards: Int) throws {
        let seed = UInt64.random(in: 0...1_000_000)
        print("seed \(seed)")
        let series = try wanderingSeries(bars: 300, seed: seed)
        var merged = Replay(SuiteSettings(shardCount: 16))
        try merged.take(contentsOf: MarketHistory(series))
        var apart = Replay(SuiteSettings(shardCount: shards))
        for one in series.reversed() { try apart.take(contentsOf: MarketHistory([one])) }
        for file in ResultFile.allCases {
            #expect(
                Divergence.first(
                    of: file, between: file.bytes(of: merged.results), and: file.bytes(of: apart.results))
                    == nil)
        }
    }

    @Test func `does not go on without an entry that a stage refuses`() throws {
        var replay = Replay(SuiteSettings())
        let bar = try wanderingSeries(bars: 1, seed: 3)[0].bars[0]
        let absurd = Bar(
            instrument: bar.instrument, interval: bar.interval, openedAt: bar.openedAt, open: bar.open,
            high: bar.low, low: bar.high, close: bar.close, volume: bar.volume)
        #expect(throws: RefusedEntry.self) { try replay.take(.barClosed(BarClosed(absurd))) }
    }
}

@Suite struct `The cores` {
    static let all: [any Processor.Type] = [
        Router.self, CipherEngine.self, VolumeProfiler.self, StrategyEvaluator.self, Confirmer.self,
        Executor.self,
    ]

    @Test
    func `write only streams that name them as a writer, and read only those that name them as a reader`() {
        for core in Self.all {
            for output in core.outputs {
                #expect(output.writers.contains(core.service), "\(core) → \(output)")
            }
            for input in core.inputs { #expect(input.readers.contains(core.service), "\(input) → \(core)") }
        }
    }

    @Test func `read every stream that names them as a reader`() {
        for core in Self.all {
            let named = StreamKind.allCases.filter { $0 != .commands && $0.readers.contains(core.service) }
            #expect(Set(named) == Set(core.inputs), "\(core)")
        }
    }
}
