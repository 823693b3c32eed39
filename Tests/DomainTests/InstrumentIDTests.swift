import Domain
import TestSupport
import Testing

@Suite struct `Instrument names` {
    @Test(arguments: ["sim:BTCUSDT", "binance:1000PEPE-PERP", "sim:币安人生USDT", "x:a:b"])
    func `print and parse back`(text: String) throws {
        let instrument = try #require(InstrumentID(text))
        #expect(instrument.description == text)
        #expect(InstrumentID(instrument.description) == instrument)
    }

    @Test func `split at the first colon`() {
        #expect(InstrumentID("x:a:b") == InstrumentID(venue: "x", symbol: "a:b"))
    }

    @Test(arguments: [
        "", ":", "sim:", ":BTC", "BTCUSDT", "sim:BTC USDT", "sim:BTC\n", "s\tm:BTC", "sim:\u{7f}",
        "sim:" + String(repeating: "X", count: 61),
    ])
    func `refuse half a name, blanks, control characters and excess`(text: String) {
        #expect(InstrumentID(text) == nil)
    }

    @Test func `are ordered by venue, then by symbol`() {
        let names = ["a:Z", "b:A", "b:B"].compactMap { InstrumentID($0) }
        #expect(names.shuffled().sorted() == names)
    }

    /// Pinned: another hash would move every instrument to another shard, away from its state.
    @Test func `live in the shard they have always lived in`() {
        #expect(StableHash.fnv64("") == 0xcbf2_9ce4_8422_2325)
        #expect(StableHash.fnv64("a") == 0xaf63_dc4c_8601_ec8c)
        #expect(StableHash.fnv64("foobar") == 0x8594_4171_f739_67e8)
        #expect(StableHash.hexadecimal(StableHash.fnv128("foobar")) == "343e1662793c64bf6f0d3597ba446f18")
        #expect(StableHash.hexadecimal(UInt128(1)) == "00000000000000000000000000000001")
        #expect(Shard(7).name == "s07")
        #expect(Shard(123).name == "s123")
    }

    @Test(arguments: seeds)
    func `spread over all shards`(seed: UInt64) {
        print("seed \(seed)")
        var perShard = [Int](repeating: 0, count: 16)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<4_000 {
            let symbol = String(UInt32.random(in: 0 ... .max, using: &generator), radix: 36) + "USDT"
            perShard[Shard(of: InstrumentID(venue: "sim", symbol: symbol), count: 16).index] += 1
        }
        // 250 on average; five standard deviations of a fair spread are 77.
        #expect(perShard.allSatisfy { (173...327).contains($0) }, "\(perShard)")
    }
}

@Suite struct `Bars` {
    private func bar(
        low: Int = 90, open: Int = 95, close: Int = 105, high: Int = 110, volume: Int = 1, openedAt: Int64 = 0
    ) -> Bar {
        Bar(
            instrument: InstrumentID(venue: "sim", symbol: "BTCUSDT"), interval: .oneMinute,
            openedAt: Timestamp(milliseconds: openedAt), open: Price(whole: open), high: Price(whole: high),
            low: Price(whole: low), close: Price(whole: close), volume: Quantity(whole: volume))
    }

    @Test func `are valid when high and low enclose open and close`() {
        #expect(bar().isValid)
        #expect(bar(low: 100, open: 100, close: 100, high: 100, volume: 0).isValid)
        #expect(!bar(low: 96).isValid)
        #expect(!bar(high: 104).isValid)
        #expect(!bar(low: 0).isValid)
        #expect(!bar(volume: -1).isValid)
        #expect(!bar(openedAt: 1).isValid)
    }
}
