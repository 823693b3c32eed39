import ConfirmerCore
import Domain
import Messages
import Pipeline
import Testing

let bitcoin = InstrumentID(venue: "sim", symbol: "BTCUSDT")
let ether = InstrumentID(venue: "sim", symbol: "ETHUSDT")
let cipher = "cipher-engine"
let profile = "volume-profile"
let strategy = "strategy-gen"

/// Start of the bar of that number.
func start(_ bar: Int, _ interval: Interval = .thirtyMinutes) -> Timestamp {
    Timestamp(milliseconds: Int64(bar) * interval.milliseconds)
}

/// An engine's opinion as one number of percent: 70 is long and sure, -70 is short, 0 is flat.
func message(
    _ engine: String, bar: Int, _ percent: Int64, of instrument: InstrumentID = bitcoin,
    _ interval: Interval = .thirtyMinutes
) -> Message {
    Message(
        .signalEvaluated(
            SignalEvaluated(
                Signal(
                    engine: engine, instrument: instrument, interval: interval,
                    openedAt: start(bar, interval),
                    direction: percent > 0 ? .long : percent < 0 ? .short : .flat,
                    strength: Rate(basisPoints: abs(percent) * 100), reasons: [], evidence: []))))
}

extension Confirmer {
    /// Takes signals and returns the decisions they lead to.
    mutating func take(_ messages: Message...) throws -> [Decision] { try take(messages) }

    mutating func take(_ messages: [Message]) throws -> [Decision] {
        var outbox = Outbox()
        for message in messages { try step(message, from: .signals, into: &outbox) }
        return outbox.items.compactMap { item in
            guard item.stream == .confirmed, case .decisionMade(let body) = item.body else {
                Issue.record("\(item) is no decision")
                return nil
            }
            return body.decision
        }
    }

    /// What all three engines say of one bar.
    mutating func decide(bar: Int, _ percents: Int64...) throws -> Decision? {
        let messages = zip([cipher, profile, strategy], percents).map { message($0, bar: bar, $1) }
        let decisions = try take(messages)
        #expect(decisions.count == 1)
        return decisions.first
    }
}

func confirmer(_ settings: ConfirmerSettings = ConfirmerSettings()) -> Confirmer {
    Confirmer(shard: Shard(0), settings: settings)
}
