public import Domain
import FoundationEssentials
public import Messages
public import Pipeline
import Strategies

/// The strategies of one shard: every bar of every interval is answered with exactly one signal.
///
/// Bars that no strategy reads, and bars during warm-up, are answered flat. Strategies come and go by command; one
/// that is deployed starts without history and takes its first bar after the command.
public struct StrategyEvaluator: Processor {
    /// The strategy engine.
    public static let service = ServiceName.strategyGen
    /// Bars, and commands that deploy and withdraw.
    public static let inputs: [StreamKind] = [.bars, .strategyCommands]
    /// One signal per bar, one reply per command.
    public static let outputs: [StreamKind] = [.signals, .replies]
    /// The second form: indicators keep all they remember in one block of numbers.
    public static var snapshotVersion: Int { 2 }

    private let shard: Shard
    private let settings: StrategySettings
    /// By name.
    private var strategies: [Strategy]
    private var series: [BarSeries.Key: BarSeries] = [:]
    private var commands = RememberedIDs()

    /// The state of a shard that has seen nothing; the settings must be free of ``StrategySettings/problems``.
    public init(shard: Shard, settings: StrategySettings) {
        precondition(settings.problems.isEmpty, settings.problems.joined(separator: "; "))
        self.shard = shard
        self.settings = settings
        strategies = settings.strategies.sorted { $0.name < $1.name }
    }

    /// The state again; the strategies are those that were deployed then.
    ///
    /// - Throws: an error for bytes that are no snapshot of this build.
    public init(shard: Shard, settings: StrategySettings, snapshot: [UInt8]) throws {
        self.init(shard: shard, settings: settings)
        let state = try JSONDecoder().decode(EvaluatorState.self, from: Data(snapshot))
        strategies = state.strategies
        commands = state.commands
        for item in state.series { series[item.key] = try item.restored(with: state.strategies) }
    }

    /// The whole state as JSON; the same state gives the same bytes.
    public func snapshot() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let state = EvaluatorState(
            strategies: strategies,
            series: series.values.sorted { $0.key < $1.key }.map { EvaluatorState.Series($0) },
            commands: commands)
        return [UInt8](try encoder.encode(state))
    }

    /// Takes one entry of either input.
    ///
    /// - Throws: ``Refusal`` for a bar that no venue can have sent and for messages of other streams.
    public mutating func step(
        _ message: Message, from stream: StreamKind, into outbox: inout Outbox
    ) throws(Refusal) {
        switch message.body {
        case .barClosed(let closed):
            let bar = closed.bar
            guard bar.isValid else { throw Refusal("no venue can have sent this bar: \(bar)") }
            let key = BarSeries.Key(instrument: bar.instrument, interval: bar.interval)
            if let signal = series[key, default: BarSeries(key, strategies: strategies)].take(bar) {
                outbox.emit(.signalEvaluated(SignalEvaluated(signal)), to: .signals)
            }
        case .gapConfirmed, .instrumentListed:
            // Indicators count bars, not time, and no strategy asks for a tick size.
            break
        case .commandIssued(let command): take(command, into: &outbox)
        case .tradePrinted, .alertReceived, .alertPlaced, .alertsMissed, .signalEvaluated, .decisionMade,
            .orderChanged, .fillRecorded, .positionChanged,
            .commandReplied, .entryRejected, .jobRequested, .jobCancelRequested, .jobProgressed:
            throw Refusal("strategy-gen does not read \(message.id)")
        }
    }

    private mutating func take(_ command: CommandIssued, into outbox: inout Outbox) {
        guard commands.insert(command.commandID) else { return }
        let outcome: Outcome
        switch command.command {
        case .deployStrategy(let json): outcome = deploy(json)
        case .withdrawStrategy(let name): outcome = withdraw(name)
        case .subscribe, .unsubscribe, .backfill, .engageKillSwitch, .releaseKillSwitch, .previewOrder,
            .placeOrder, .cancelOrder:
            outcome = Outcome(
                accepted: false,
                detail: "\(command.command.name) is for \(command.command.recipient.rawValue): issue it there"
            )
        }
        let reply = CommandReplied(
            command, by: Self.service, on: shard, accepted: outcome.accepted, detail: outcome.detail)
        outbox.emit(.commandReplied(reply), to: .replies)
    }

    /// How a command went.
    private struct Outcome {
        let accepted: Bool
        let detail: String
    }

    private mutating func deploy(_ json: String) -> Outcome {
        let strategy: Strategy
        do throws(StrategyError) {
            strategy = try Strategy(parsing: json)
        } catch {
            return Outcome(accepted: false, detail: error.description)
        }
        let index = strategies.firstIndex { $0.name == strategy.name }
        if let index, strategies[index] == strategy {
            // A new life would lose the history of what runs already, and gain nothing.
            return Outcome(accepted: true, detail: "\(strategy.name) is deployed already, unchanged")
        }
        if let index {
            strategies.remove(at: index)
        } else if strategies.count >= settings.maximumStrategies {
            return Outcome(
                accepted: false,
                detail: "\(strategies.count) strategies are deployed, which is the limit: withdraw one")
        }
        strategies.append(strategy)
        strategies.sort { $0.name < $1.name }
        for key in series.keys { series[key]?.deploy(strategy) }
        return Outcome(
            accepted: true, detail: "\(strategy.name) is \(index == nil ? "deployed" : "replaced")")
    }

    private mutating func withdraw(_ name: String) -> Outcome {
        guard strategies.contains(where: { $0.name == name }) else {
            return Outcome(accepted: false, detail: "no strategy is called \(name.prefix(64))")
        }
        strategies.removeAll { $0.name == name }
        for key in series.keys { series[key]?.withdraw(name) }
        return Outcome(accepted: true, detail: "\(name) is withdrawn")
    }
}
