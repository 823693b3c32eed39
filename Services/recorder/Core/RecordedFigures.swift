public import Domain
public import Messages

/// What a batch of messages adds to the figures by which the suite is watched.
public struct RecordedFigures: Sendable, Equatable {
    /// Something that is counted; each has few values, so that it may stand in a metric's labels.
    public enum Figure: Hashable, Sendable {
        /// A decision, `confirmed` or named after the rule that said no.
        case decision(outcome: String)
        /// A change of an order.
        case order(Order.Status)
        /// An order that never left, and the risk rule that said no.
        case refusal(rule: String)
        /// A fill.
        case fill
        /// A stretch for which the venue has no bars.
        case gap
    }

    /// How often each came.
    public private(set) var counts: [Figure: Int] = [:]
    /// When the newest bar, decision, order or fill of the batch happened, by the word of its message.
    public private(set) var newest: [String: Timestamp] = [:]

    /// The figures of these messages.
    public init(_ messages: some Sequence<Message>) {
        for message in messages { add(message.body) }
    }

    private mutating func add(_ body: Message.Body) {
        switch body {
        case .barClosed: break
        case .decisionMade(let made):
            count(.decision(outcome: made.decision.firstFailure?.rule ?? "confirmed"))
        case .orderChanged(let changed):
            count(.order(changed.order.status))
            if changed.order.status == .refused { count(.refusal(rule: Self.rule(of: changed.order))) }
        case .fillRecorded: count(.fill)
        case .gapConfirmed:
            count(.gap)
            return
        default: return
        }
        let happened = body.content.occurredAt
        let type = Swift.type(of: body.content).schema.type
        newest[type] = max(newest[type] ?? happened, happened)
    }

    private mutating func count(_ figure: Figure) { counts[figure, default: 0] += 1 }

    /// A reason begins with its rule's stable name.
    private static func rule(of order: Order) -> String {
        order.reason.firstIndex(of: ":").map { String(order.reason[..<$0]) } ?? "unknown"
    }
}
