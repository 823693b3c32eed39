import Bus
import Domain
import Messages
import RedisStreams
import Synchronization

/// What a busy suite writes, made by the test: all kinds of messages of some instruments, on the streams where they belong.
final class EventTraffic: Sendable {
    static let instruments = ["BTC", "ETH", "SOL", "XRP", "ADA"].map {
        InstrumentID(venue: "sim", symbol: $0)
    }
    private let bus: RedisBus
    private let isOver = Mutex(false)

    init(_ bus: RedisBus) { self.bus = bus }

    /// Nothing more comes.
    func stop() { isOver.withLock { $0 = true } }

    /// Writes until it is stopped, about so many messages a second.
    func run(perSecond rate: Int) async throws {
        var number: Int64 = 0
        while !isOver.withLock(\.self) {
            let start = ContinuousClock.now
            for _ in 0..<(rate / 50) {
                number += 1
                let (body, stream) = Self.message(number)
                let instrument = Self.instruments[Int(number) % Self.instruments.count]
                try await bus.publish(body, to: stream, shard: Shard(of: instrument, count: bus.shardCount))
            }
            try await Task.sleep(until: start + .milliseconds(20), clock: .continuous)
        }
    }

    private static func message(_ number: Int64) -> (Message.Body, StreamKind) {
        let instrument = instruments[Int(number) % instruments.count]
        let time = Timestamp(milliseconds: 1_800_000 * number)
        switch number % 7 {
        case 0:
            let bar = Bar(
                instrument: instrument, interval: .thirtyMinutes, openedAt: time, open: Price(whole: 1),
                high: Price(whole: 2), low: Price(whole: 1), close: Price(whole: 2),
                volume: Quantity(units: 3))
            return (.barClosed(BarClosed(bar)), .bars)
        case 1:
            let signal = Signal(
                engine: "cipher-engine", instrument: instrument, interval: .thirtyMinutes, openedAt: time,
                direction: .long, strength: Rate(basisPoints: 1), reasons: ["cross"],
                evidence: [Evidence("wt1", 0.5)])
            return (.signalEvaluated(SignalEvaluated(signal)), .signals)
        case 2:
            let fill = Fill(
                id: "f\(number)", clientOrderID: "o\(number)", instrument: instrument, side: .buy,
                price: Price(whole: 2), quantity: Quantity(whole: 1), fee: .zero, occurredAt: time)
            return (.fillRecorded(FillRecorded(fill)), .orders)
        default:
            let trade = Trade(
                instrument: instrument, id: number, occurredAt: time, price: Price(whole: 2),
                quantity: Quantity(units: Int128(number)), aggressor: .sell)
            return (.tradePrinted(TradePrinted(trade)), .trades)
        }
    }

    /// What of all that was written belongs to some topics, by place, in the streams' own order.
    func written(_ topics: Set<String>, instrument: InstrumentID?) async throws -> [String: [String]] {
        var written: [String: [String]] = [:]
        for stream in [StreamKind.bars, .trades, .signals, .orders] {
            for index in 0..<bus.shardCount {
                var position = EntryID.zero
                while true {
                    let entries = try await bus.entries(
                        of: stream, in: Shard(index), after: position, limit: 5_000)
                    guard let last = entries.last else { break }
                    position = last.id
                    for entry in entries where instrument == nil || entry.message.instrument == instrument {
                        let place = "\(stream.rawValue)/\(Double(index))"
                        for topic in Self.topics(of: entry.message.body) where topics.contains(topic) {
                            written[place, default: []]
                                .append("\(place)/\(entry.id)/\(topic)/\(entry.message.id)")
                        }
                    }
                }
            }
        }
        return written
    }

    private static func topics(of body: Message.Body) -> [String] {
        switch body {
        case .barClosed: ["candles"]
        case .tradePrinted: ["trades"]
        case .signalEvaluated: ["signals", "features"]
        case .fillRecorded: ["fills"]
        case .gapConfirmed, .instrumentListed, .decisionMade, .orderChanged, .positionChanged,
            .alertReceived, .alertPlaced, .alertsMissed, .commandIssued, .commandReplied, .entryRejected,
            .jobRequested, .jobCancelRequested,
            .jobProgressed:
            []
        }
    }
}
