public import Domain
public import Messages
public import Pipeline

/// Joins the registered engines' answers by bar and decides each bar exactly once, with its reasons.
///
/// Decisions come in bar order within an instrument and interval. A bar is decided when every registered engine has
/// answered it or has passed it by; until then its answers wait here, however far one engine runs ahead.
///
/// - An answer that is not newer than the engine's last is a repeat: it changes and emits nothing.
/// - A signal of an engine that is not registered changes and emits nothing: another suite may share the stream.
/// - An engine that skipped a bar (its signal went to the dead letters, say) makes a decision that is marked degraded;
///   ``ConfirmerSettings/quorum`` says whether it may still confirm.
public struct Confirmer: Processor, Equatable {
    /// Whose core this is.
    public static let service = ServiceName.confirmer
    /// The engines' answers.
    public static let inputs: [StreamKind] = [.signals]
    /// One decision per bar.
    public static let outputs: [StreamKind] = [.confirmed]

    let settings: ConfirmerSettings
    var series: [BarSeries: SeriesState] = [:]

    /// Nothing heard yet.
    ///
    /// Settings with ``ConfirmerSettings/problems`` are a mistake of the caller.
    public init(shard: Shard, settings: ConfirmerSettings) {
        precondition(settings.problems.isEmpty, settings.problems.joined(separator: "; "))
        self.settings = settings
    }

    /// Takes one signal and emits the decisions of the bars it completes.
    public mutating func step(
        _ message: Message, from stream: StreamKind, into outbox: inout Outbox
    ) throws(Refusal) {
        guard stream == .signals, case .signalEvaluated(let body) = message.body else {
            throw Refusal("the confirmer takes signals, not \(message.id) on \(stream.rawValue)")
        }
        let signal = body.signal
        guard let engine = settings.engines.firstIndex(where: { $0.name == signal.engine }) else { return }
        let answer = try EngineAnswer(signal)
        let key = BarSeries(instrument: signal.instrument, interval: signal.interval)
        // Taken out and put back, so that the backlogs inside are changed in place and not copied.
        var state =
            series.removeValue(forKey: key)
            ?? SeriesState(join: AnswerJoin(engineCount: settings.engines.count), confirmedAt: nil)
        state.join.offer(answer, from: engine)
        while let bar = state.join.next() {
            let decision = decide(bar, of: key, lastConfirmedAt: state.confirmedAt)
            if decision.direction != .flat { state.confirmedAt = bar.openedAt }
            outbox.emit(.decisionMade(DecisionMade(decision)), to: .confirmed)
        }
        series[key] = state
    }

    private func decide(
        _ bar: AnswerJoin.CompleteBar, of series: BarSeries, lastConfirmedAt: Timestamp?
    ) -> Decision {
        let length = series.interval.milliseconds
        let verdict = ConfirmationRules.judge(
            bar.answers, settings: settings,
            barsSinceConfirmed: lastConfirmedAt.map { (bar.openedAt.milliseconds - $0.milliseconds) / length }
        )
        let lifetime = length * Int64(1 + settings.timeToLiveBars)
        return Decision(
            instrument: series.instrument, interval: series.interval, openedAt: bar.openedAt,
            direction: verdict.direction, score: verdict.score,
            isDegraded: bar.answers.contains { $0 == nil },
            expiresAt: Timestamp(milliseconds: bar.openedAt.milliseconds + lifetime),
            contributions: zip(bar.answers, settings.engines).compactMap { answer, engine in
                guard !engine.isGuest || answer?.direction != .flat else { return nil }
                return Decision.Contribution(
                    engine: engine.name, isAnswered: answer != nil, direction: answer?.direction ?? .flat,
                    strength: answer?.strength ?? .zero,
                    // What did not count is not listed as if it had.
                    weight: engine.isGuest && answer == nil ? .zero : engine.weight)
            },
            rules: verdict.rules)
    }
}
