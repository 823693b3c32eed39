import Domain
import Messages
import Pipeline
import TestSupport
import VolumeProfileCore

/// One entry and the stream it comes on.
struct Entry {
    let stream: StreamKind
    let body: Message.Body
}

extension Entry {
    static func listed(tick: Price) -> Entry {
        let specification = InstrumentSpecification(
            instrument: .bitcoin, baseAsset: "BTC", quoteAsset: "USDT", tickSize: tick,
            lotSize: Quantity(units: 1), minimumNotional: .zero)
        let listed = InstrumentListed(specification, at: Timestamp(milliseconds: 0))
        return Entry(stream: .bars, body: .instrumentListed(listed))
    }
}

extension InstrumentID {
    static let bitcoin = InstrumentID(venue: "sim", symbol: "BTCUSDT")
    static let ether = InstrumentID(venue: "sim", symbol: "ETHUSDT")
}

extension ProfileSettings {
    /// Short windows, so that tests see them move.
    static let small = ProfileSettings(rollingLength: 60, minimumBars: 10, maximumRows: 512)
}

extension VolumeProfiler {
    init(small: Bool) { self.init(shard: Shard(0), settings: small ? .small : ProfileSettings()) }

    /// The signals that follow from one entry.
    mutating func signals(for entry: Entry) throws -> [Signal] {
        var outbox = Outbox()
        try step(Message(entry.body), from: entry.stream, into: &outbox)
        return outbox.items.compactMap {
            guard case .signalEvaluated(let answer) = $0.body, $0.stream == .signals else { return nil }
            return answer.signal
        }
    }

    mutating func take(_ bar: Bar) throws -> [Signal] {
        try signals(for: Entry(stream: .bars, body: .barClosed(BarClosed(bar))))
    }

    mutating func take(_ trade: Trade) throws -> [Signal] {
        try signals(for: Entry(stream: .trades, body: .tradePrinted(TradePrinted(trade))))
    }
}

extension Price {
    fileprivate init(_ value: Double) { self.init(units: Int64((value * 1e8).rounded())) }
}

extension Bar {
    /// The half hour of that number since the epoch.
    static func fixture(
        _ index: Int, low: Double, high: Double, close: Double, volume: Int = 10, lastTrade: Int64? = nil
    ) -> Bar {
        Bar(
            instrument: .bitcoin, interval: .thirtyMinutes,
            openedAt: Timestamp(milliseconds: Int64(index) * Interval.thirtyMinutes.milliseconds),
            open: Price(close), high: Price(high), low: Price(low), close: Price(close),
            volume: Quantity(whole: volume), lastTradeID: lastTrade)
    }
}

extension Trade {
    static func fixture(id: Int64, at price: Double, quantity: Int) -> Trade {
        Trade(
            instrument: .bitcoin, id: id, occurredAt: Timestamp(milliseconds: 1), price: Price(price),
            quantity: Quantity(whole: quantity), aggressor: .buy)
    }
}

/// Two instruments' bars and trades as a router publishes them, with a bar of the next interval after every
/// second.
struct History {
    /// What is on `bars`.
    private(set) var bars: [Message.Body] = []
    /// What is on `trades`.
    private(set) var trades: [Message.Body] = []
    /// Both, each bar after its trades.
    private(set) var inOrder: [Entry] = []

    var barCount: Int {
        bars.count { if case .barClosed = $0 { true } else { false } }
    }

    init(bars count: Int, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for instrument in [InstrumentID.bitcoin, .ether] {
            let specification = InstrumentSpecification(
                instrument: instrument, baseAsset: "A", quoteAsset: "B", tickSize: Price(0.01),
                lotSize: Quantity(units: 1), minimumNotional: .zero)
            add(.instrumentListed(InstrumentListed(specification, at: Timestamp(milliseconds: 0))), to: .bars)
        }
        var lastTrade: [InstrumentID: Int64] = [:]
        var price: Int64 = 10_000_000_000
        for index in 0..<count {
            for instrument in [InstrumentID.bitcoin, .ether] {
                let base = Interval.thirtyMinutes
                let openedAt = Timestamp(milliseconds: Int64(index) * base.milliseconds)
                // Now and then a bar without any trades of its own.
                let prints = Int.random(in: 0...6, using: &generator)
                for _ in 0..<prints {
                    price = max(
                        1_000_000_000, price + .random(in: -100_000_000...100_000_000, using: &generator))
                    let id = (lastTrade[instrument] ?? 0) + .random(in: 1...3, using: &generator)
                    lastTrade[instrument] = id
                    let trade = Trade(
                        instrument: instrument, id: id, occurredAt: openedAt, price: Price(units: price),
                        quantity: Quantity(units: .random(in: 1...1_000_000_000, using: &generator)),
                        aggressor: Bool.random(using: &generator) ? .buy : .sell)
                    add(.tradePrinted(TradePrinted(trade)), to: .trades)
                }
                let intervals = index % 2 == 1 ? [base, .oneHour] : [base]
                for interval in intervals {
                    let bar = Bar(
                        instrument: instrument, interval: interval, openedAt: interval.start(of: openedAt),
                        open: Price(units: price), high: Price(units: price + 50_000_000),
                        low: Price(units: price - 50_000_000), close: Price(units: price),
                        volume: Quantity(whole: prints), lastTradeID: lastTrade[instrument])
                    add(.barClosed(BarClosed(bar)), to: .bars)
                }
            }
        }
    }

    private mutating func add(_ body: Message.Body, to stream: StreamKind) {
        if stream == .bars { bars.append(body) } else { trades.append(body) }
        inOrder.append(Entry(stream: stream, body: body))
    }

    /// Both streams in their own order, mixed at random, one sometimes far ahead of the other.
    func interleaved(using generator: inout SeededGenerator) -> [Entry] {
        var bars = bars[...]
        var trades = trades[...]
        var entries: [Entry] = []
        while !bars.isEmpty || !trades.isEmpty {
            let stream = Bool.random(using: &generator) ? StreamKind.bars : .trades
            for _ in 0..<Int.random(in: 1...200, using: &generator) {
                let body = stream == .bars ? bars.popFirst() : trades.popFirst()
                if let body { entries.append(Entry(stream: stream, body: body)) }
            }
        }
        return entries
    }
}
