import Domain
import Pipeline

/// Brings one instrument's bars and decisions into strict alternation: bar, its decision, people's commands, the next bar.
///
/// Bars and decisions arrive on two streams, either far ahead of the other. Their own order is kept; what comes out
/// depends on the two sequences alone, not on how they were interleaved.
struct BarDecisionJoin: Sendable, Equatable, Codable {
    /// What is needed of a bar.
    struct WaitingBar: Sendable, Equatable, Codable {
        let openedAt: Timestamp
        let open: Price
        let close: Price
    }

    /// What a decision that is not a no asks for.
    struct Ask: Sendable, Equatable, Codable {
        let side: Side
        let decisionID: String
        /// When the decision could first be known.
        let decidedAt: Timestamp
        let expiresAt: Timestamp
        /// The decision's trace, which everything that becomes of its order continues.
        let trace: String?
    }

    /// What stands on the stream of bars.
    enum Market: Sendable, Equatable, Codable {
        case bar(WaitingBar)
        case listed(InstrumentSpecification)
    }

    /// What happens next.
    enum Event: Equatable {
        case bar(WaitingBar)
        case listed(InstrumentSpecification)
        case ask(Ask)
        case command(OrderCommand)
    }

    /// How many commands may wait for one decision.
    private static let maximumCommands = 64

    /// A decision; without an ask it is a no, and only its turn counts.
    private struct WaitingDecision: Sendable, Equatable, Codable {
        let openedAt: Timestamp
        let ask: Ask?
    }

    private var market = Backlog<Market>()
    private var decisions = Backlog<WaitingDecision>()
    private var commands = Backlog<OrderCommand>()
    private var barsThrough = Timestamp.distantPast
    private var listedThrough = Timestamp.distantPast
    private var decisionsThrough = Timestamp.distantPast
    /// The bar that was taken and whose decision has not been.
    private var undecided: Timestamp?

    /// Entries of the stream of bars that wait for a decision.
    var waitingCount: Int { market.count }

    /// Takes a bar; one that is not newer than the last is a repeat.
    mutating func offer(_ bar: WaitingBar) {
        guard bar.openedAt > barsThrough else { return }
        barsThrough = bar.openedAt
        market.append(.bar(bar))
    }

    /// Takes new trading rules, in their place among the bars; rules that are not newer than the last are a repeat.
    mutating func offer(_ specification: InstrumentSpecification, at time: Timestamp) {
        guard time > listedThrough else { return }
        listedThrough = time
        market.append(.listed(specification))
    }

    /// Takes the decision of a bar; one that is not newer than the last is a repeat.
    mutating func offer(decisionOf openedAt: Timestamp, ask: Ask?) {
        guard openedAt > decisionsThrough else { return }
        decisionsThrough = openedAt
        decisions.append(WaitingDecision(openedAt: openedAt, ask: ask))
    }

    /// Takes a person's command; false where too many wait already.
    mutating func offer(_ command: OrderCommand) -> Bool {
        guard commands.count < Self.maximumCommands else { return false }
        commands.append(command)
        return true
    }

    /// Takes out what happens next; nil while that has not arrived.
    mutating func next() -> Event? {
        while true {
            guard let bar = undecided else {
                if let command = commands.popFirst() { return .command(command) }
                guard let entry = market.popFirst() else { return nil }
                switch entry {
                case .listed(let specification): return .listed(specification)
                case .bar(let bar):
                    undecided = bar.openedAt
                    return .bar(bar)
                }
            }
            guard let decision = decisions.first else { return nil }
            if decision.openedAt <= bar {
                _ = decisions.popFirst()
                // An older one is of a bar that never came through, such as one that was dead-lettered here.
                guard decision.openedAt == bar else { continue }
                undecided = nil
                if let ask = decision.ask { return .ask(ask) }
            } else {
                // Decisions come in order: this bar's will never come.
                undecided = nil
            }
        }
    }
}
