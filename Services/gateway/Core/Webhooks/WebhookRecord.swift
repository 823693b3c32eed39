import Domain
import FoundationEssentials
import Messages
import Webhooks

/// An event as flat members: the same names every time for one type of event, and never a null.
///
/// A builder that has seen one such object has seen the form of all.
struct WebhookRecord {
    /// A member's value, which a format may write in its own way.
    enum Value {
        /// An exact amount.
        case decimal(String)
        case integer(Int64)
        case boolean(Bool)
        case text(String)
    }
    let event: WebhookEvent
    /// In one sentence, for people.
    let summary: String
    /// After the members all events have.
    let members: [(name: String, value: Value)]

    /// The members of a message; nil for one that is no event of a webhook.
    init?(_ message: Message) {
        guard let event = WebhookEvent(message) else { return nil }
        self.event = event
        switch message.body {
        case .barClosed(let body): (summary, members) = Self.bar(body.bar)
        case .gapConfirmed(let body): (summary, members) = Self.gap(body)
        case .signalEvaluated(let body): (summary, members) = Self.signal(body.signal)
        case .decisionMade(let body): (summary, members) = Self.decision(body.decision)
        case .orderChanged(let body): (summary, members) = Self.order(body.order)
        case .fillRecorded(let body): (summary, members) = Self.fill(body.fill)
        case .positionChanged(let body): (summary, members) = Self.position(body)
        case .entryRejected(let body): (summary, members) = Self.rejection(body)
        case .instrumentListed, .tradePrinted, .alertReceived, .alertPlaced, .alertsMissed, .commandIssued,
            .commandReplied, .jobRequested, .jobCancelRequested, .jobProgressed:
            return nil
        }
    }

    /// A moment as text that every builder reads as a date: `2018-01-01T00:30:00.000Z`.
    static func text(of moment: Timestamp) -> String {
        Date(timeIntervalSince1970: Double(moment.milliseconds) / 1_000)
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    private typealias Content = (String, [(name: String, value: Value)])

    private static func bar(_ bar: Bar) -> Content {
        (
            "\(bar.instrument) \(bar.interval.rawValue) closed at \(bar.close)",
            [
                ("interval", .text(bar.interval.rawValue)), ("openedAt", .integer(bar.openedAt.milliseconds)),
                ("open", .decimal(bar.open.description)), ("high", .decimal(bar.high.description)),
                ("low", .decimal(bar.low.description)), ("close", .decimal(bar.close.description)),
                ("volume", .decimal(bar.volume.description)),
            ]
        )
    }

    private static func gap(_ gap: GapConfirmed) -> Content {
        (
            "\(gap.gapInstrument) \(gap.interval.rawValue) has no bars from \(text(of: gap.from)) to \(text(of: gap.until))",
            [
                ("interval", .text(gap.interval.rawValue)), ("from", .integer(gap.from.milliseconds)),
                ("until", .integer(gap.until.milliseconds)),
            ]
        )
    }

    private static func signal(_ signal: Signal) -> Content {
        let reasons = signal.reasons.joined(separator: ", ")
        let why = reasons.isEmpty ? "" : " (\(reasons))"
        return (
            "\(signal.engine) is \(signal.direction.rawValue) on \(signal.instrument) \(signal.interval.rawValue), "
                + "strength \(signal.strength)\(why)",
            [
                ("engine", .text(signal.engine)), ("interval", .text(signal.interval.rawValue)),
                ("openedAt", .integer(signal.openedAt.milliseconds)),
                ("direction", .text(signal.direction.rawValue)),
                ("strength", .decimal(signal.strength.description)), ("reasons", .text(reasons)),
                // One text: the names differ from engine to engine, and an object's must not.
                ("evidence", .text(signal.evidence.map { "\($0.name)=\($0.value)" }.joined(separator: ", "))),
            ]
        )
    }

    private static func decision(_ decision: Decision) -> Content {
        let failure = decision.firstFailure
        let place = "\(decision.instrument) \(decision.interval.rawValue)"
        let verdict = failure.map { "refused by \($0.rule): \($0.detail)" } ?? "confirmed"
        return (
            "\(place) \(decision.direction.rawValue), score \(decision.score), \(verdict)",
            [
                ("interval", .text(decision.interval.rawValue)),
                ("openedAt", .integer(decision.openedAt.milliseconds)),
                ("direction", .text(decision.direction.rawValue)),
                ("score", .decimal(decision.score.description)),
                ("isConfirmed", .boolean(failure == nil && decision.direction != .flat)),
                ("isDegraded", .boolean(decision.isDegraded)),
                ("expiresAt", .integer(decision.expiresAt.milliseconds)),
                ("failedRule", .text(failure?.rule ?? "")), ("failedDetail", .text(failure?.detail ?? "")),
            ]
        )
    }

    private static func order(_ order: Order) -> Content {
        let why = order.reason.isEmpty ? "" : ": \(order.reason)"
        return (
            "Order to \(order.side.rawValue) \(order.quantity) \(order.instrument) is \(order.status.rawValue)\(why)",
            [
                ("clientOrderID", .text(order.clientOrderID)), ("causeID", .text(order.causeID)),
                ("side", .text(order.side.rawValue)), ("quantity", .decimal(order.quantity.description)),
                ("filledQuantity", .decimal(order.filledQuantity.description)),
                ("status", .text(order.status.rawValue)), ("reason", .text(order.reason)),
            ]
        )
    }

    private static func fill(_ fill: Fill) -> Content {
        let verb = fill.side == .buy ? "Bought" : "Sold"
        return (
            "\(verb) \(fill.quantity) \(fill.instrument) at \(fill.price), fee \(fill.fee)",
            [
                ("fillID", .text(fill.id)), ("clientOrderID", .text(fill.clientOrderID)),
                ("side", .text(fill.side.rawValue)), ("price", .decimal(fill.price.description)),
                ("quantity", .decimal(fill.quantity.description)), ("fee", .decimal(fill.fee.description)),
            ]
        )
    }

    private static func position(_ change: PositionChanged) -> Content {
        let position = change.position
        let direction =
            position.quantity.units == 0 ? "flat" : position.quantity.isPositive ? "long" : "short"
        return (
            "Position in \(position.instrument) is \(direction), \(position.quantity); realized \(position.realized)",
            [
                ("fillID", .text(change.fillID)), ("direction", .text(direction)),
                ("quantity", .decimal(position.quantity.description)),
                ("cost", .decimal(position.cost.description)),
                ("averagePrice", .decimal((position.averagePrice ?? .zero).description)),
                ("realized", .decimal(position.realized.description)),
                ("fees", .decimal(position.fees.description)),
            ]
        )
    }

    private static func rejection(_ letter: EntryRejected) -> Content {
        (
            "\(letter.service.rawValue) rejected an entry of \(letter.stream.rawValue): \(letter.reason)",
            [
                ("service", .text(letter.service.rawValue)), ("shard", .integer(Int64(letter.shard.index))),
                ("stream", .text(letter.stream.rawValue)), ("entryID", .text(letter.entryID)),
                ("reason", .text(letter.reason)),
            ]
        )
    }
}
