import Domain
import Postgres
import TestSupport

/// Trades of a few weeks as a bad venue sends them: late by up to seven days, twice, in new versions, out of order.
struct DisorderedTrades {
    static let instruments = ["BTCUSD", "ETHUSD"].map { InstrumentID(venue: "sim", symbol: $0) }
    private static let latest: Int64 = 7 * 86_400_000

    private var random: SeededGenerator
    /// With the moment at which each arrives.
    private var arrivals: [(at: Int64, trade: Trade)] = []
    private var place = 0

    /// About three trades in each of so many minutes, chosen at random of six weeks.
    init(seed: UInt64, start: Int64, minutes: Int) {
        random = SeededGenerator(seed: seed)
        var chosen: Set<Int64> = []
        while chosen.count < minutes { chosen.insert(Int64.random(in: 0..<86_400, using: &random)) }
        var ids = Self.instruments.map { _ in Int64(0) }
        // A half of the grid for each instrument, so that every chosen number is a candle of its own.
        for slot in chosen.sorted() {
            let which = Int(slot % 2)
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                ids[which] += Int64.random(in: 1...3, using: &random)
                let time = start + slot / 2 * 60_000 + Int64.random(in: 0..<60_000, using: &random)
                add(trade(ids[which], of: which, at: time))
            }
        }
        arrivals.sort { ($0.at, $0.trade.id) < ($1.at, $1.trade.id) }
    }

    private mutating func trade(_ id: Int64, of which: Int, at time: Int64) -> Trade {
        Trade(
            instrument: Self.instruments[which], id: id, occurredAt: Timestamp(milliseconds: time),
            price: Price(units: Int64.random(in: 1...9_000_000_000_000, using: &random)),
            quantity: Quantity(units: .init(Int64.random(in: 1...9_000_000_000_000, using: &random))),
            aggressor: Bool.random(using: &random) ? .buy : .sell)
    }

    private mutating func add(_ trade: Trade) {
        let time = trade.occurredAt.milliseconds
        let isLate = Int.random(in: 0..<4, using: &random) == 0
        var arrival = time + (isLate ? Int64.random(in: 0...Self.latest, using: &random) : 0)
        arrivals.append((arrival, trade))
        for _ in 0..<3 where Int.random(in: 0..<8, using: &random) == 0 {
            arrival = min(arrival + Int64.random(in: 0...Self.latest, using: &random), time + Self.latest)
            let which = Self.instruments.firstIndex(of: trade.instrument) ?? 0
            switch Int.random(in: 0..<3, using: &random) {
            case 0: arrivals.append((arrival, trade))
            case 1: arrivals.append((arrival, self.trade(trade.id, of: which, at: time)))
            default:
                // Its time was wrong, by up to two hours.
                let moved = time - Int64.random(in: 0...7_200_000, using: &random)
                arrivals.append((arrival, self.trade(trade.id, of: which, at: moved)))
            }
        }
    }

    /// What arrives next, in no order at all; nil at the end.
    mutating func next() -> [Trade]? {
        guard place < arrivals.count else { return nil }
        let end = min(place + Int.random(in: 1...900, using: &random), arrivals.count)
        defer { place = end }
        return arrivals[place..<end].map(\.trade).shuffled(using: &random)
    }

    /// Some trades that the venue takes back.
    mutating func busted(of oracle: TradeOracle) -> [Trade] {
        Array(oracle.trades.shuffled(using: &random).prefix(20))
    }
}

/// What the candles are, by the simplest means: all trades in memory.
struct TradeOracle {
    struct Candle: Equatable {
        let open, high, low, close: Price
        let volume, buyVolume: Quantity
        let trades, lastTradeID: Int64

        init(_ trades: [Trade]) {
            let ordered = trades.sorted { ($0.occurredAt, $0.id) < ($1.occurredAt, $1.id) }
            open = ordered[0].price
            close = ordered[ordered.count - 1].price
            high = ordered.map(\.price).max() ?? .zero
            low = ordered.map(\.price).min() ?? .zero
            volume = ordered.reduce(.zero) { $0 + $1.quantity }
            buyVolume = ordered.filter { $0.aggressor == .buy }.reduce(.zero) { $0 + $1.quantity }
            self.trades = Int64(ordered.count)
            lastTradeID = ordered.map(\.id).max() ?? 0
        }

        init(_ row: PostgresRow) throws {
            open = try row.value("open")
            high = try row.value("high")
            low = try row.value("low")
            close = try row.value("close")
            volume = try row.value("volume")
            buyVolume = try row.value("buy_volume")
            trades = try row.integer("trades")
            lastTradeID = try row.integer("last_trade_id")
        }
    }

    private struct Number: Hashable {
        let instrument: InstrumentID
        let id: Int64
    }
    private var versions: [Number: Trade] = [:]

    var count: Int { versions.count }
    /// In a stable order, so that a seed gives the same choice again.
    var trades: [Trade] { versions.values.sorted { ($0.instrument, $0.id) < ($1.instrument, $1.id) } }

    /// The version that came last counts.
    mutating func apply(_ trade: Trade) {
        versions[Number(instrument: trade.instrument, id: trade.id)] = trade
    }

    mutating func remove(_ trade: Trade) {
        versions[Number(instrument: trade.instrument, id: trade.id)] = nil
    }

    func candles(of length: Int64) -> [String: Candle] {
        Dictionary(grouping: versions.values) { trade in
            "\(trade.instrument)/\(trade.occurredAt.milliseconds / length * length)"
        }.mapValues(Candle.init)
    }
}
