import Domain
import Foundation
import History
import Messages
import OperatorCore

/// A private suite's way through a recording, to its end or until somebody stops it.
struct SuiteRun: Sendable {
    let suite: PrivateSuite
    let watch: SuiteWatch
    /// Base bars of the whole recording.
    let expectedBars: Int
    let started = ContinuousClock.now

    /// Without progress for so long the run is given up: three leases, a restart of everything, and some patience.
    private static let stallLimit = Duration.seconds(120)

    /// Whether standing still ends the run; a person who watches may have stopped things on purpose.
    let givesUp: Bool

    init(_ suite: PrivateSuite, expectedBars: Int, givesUp: Bool = true) throws {
        self.suite = suite
        self.givesUp = givesUp
        self.expectedBars = expectedBars
        watch = try SuiteWatch(suite)
    }

    /// Watches until every bar of the recording has been decided, acted on and recorded.
    ///
    /// - Parameters:
    ///   - pause: Time between two looks.
    ///   - observe: is given the state at each; what it throws ends the run.
    /// - Returns: the state at the end.
    /// - Throws: ``SuiteError/stuck(_:)`` without progress, or what `observe` threw.
    func toTheEnd(
        every pause: Duration = .milliseconds(200), observe: (SuiteState) async throws -> Void
    ) async throws -> SuiteState {
        var last = SuiteState()
        var changedAt = ContinuousClock.now
        var holdingsAt = ContinuousClock.now
        var quiet = 0
        while true {
            await suite.supervisor.tick()
            try Interruption.check()
            // Servers may be down for a moment, above all when somebody shoots at them.
            if var state = try? await watch.streams() {
                if state.added != last.added || state.lag != last.lag { changedAt = .now }
                state.rows = last.rows
                state.positions = last.positions
                if state.isDrained, let rows = try? await watch.rows() {
                    if rows != last.rows { changedAt = .now }
                    state.rows = rows
                    quiet = isComplete(rows) ? quiet + 1 : 0
                } else {
                    quiet = 0
                }
                if ContinuousClock.now - holdingsAt > .milliseconds(500),
                    let holdings = try? await watch.holdings()
                {
                    state.positions = holdings
                    holdingsAt = .now
                }
                try await observe(state)
                last = state
                // Twice in a row, so that nothing is on its way between two streams.
                if quiet >= 2 {
                    state.positions = try await watch.holdings()
                    return state
                }
            }
            guard !givesUp || ContinuousClock.now - changedAt < Self.stallLimit else {
                throw SuiteError.stuck(await explain(last))
            }
            try await Task.sleep(for: pause)
        }
    }

    /// Every base bar is there, and every bar has its decision.
    private func isComplete(_ rows: SuiteState.Rows) -> Bool {
        rows.baseBars >= expectedBars && rows.decisions == rows.bars && rows.bars > 0
    }

    private func explain(_ last: SuiteState) async -> String {
        var state = last
        if let rows = try? await watch.rows() { state.rows = rows }
        let lag = ServiceName.pipeline.map { service in
            "\(service.rawValue) \(state.lag[service].map { $0.map(String.init) ?? "unknown" } ?? "not there")"
        }
        let restarts = await suite.supervisor.reports().filter { $0.restarts > 0 }
            .map { "\($0.name) restarted \($0.restarts) times, last exit \($0.lastExit ?? 0)" }
        return
            "\(state.rows.baseBars) of \(expectedBars) base bars recorded, \(state.rows.decisions) decisions for "
            + "\(state.rows.bars) bars; lag: \(lag.joined(separator: ", "))"
            + (restarts.isEmpty ? "" : "; \(restarts.joined(separator: ", "))")
            + "; logs in \(suite.plan.folder)/logs"
    }

    /// The run in numbers, its results exported beside its data.
    func summary(_ state: SuiteState, reference: [String: String]?) async throws -> RunSummary {
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        let digests = try await watch.export(to: suite.plan.folder + "/export")
        return RunSummary(
            bars: state.rows.baseBars, barsWithHigherIntervals: state.rows.bars, signals: state.rows.signals,
            decisions: state.rows.decisions, orders: state.rows.orders, fills: state.rows.fills,
            profit: state.profit.description, deadLetters: try await watch.deadLetters(), digests: digests,
            isIdenticalToReplay: reference.map { $0 == digests },
            restarts: await suite.supervisor.reports().reduce(0) { $0 + $1.restarts },
            denials: try await watch.denials(),
            seconds: (seconds * 1000).rounded() / 1000)
    }
}

/// The last line of a run to the end.
struct RunSummary: Codable {
    let bars: Int
    let barsWithHigherIntervals: Int
    let signals: Int
    let decisions: Int
    let orders: Int
    let fills: Int
    /// Realized and unrealized, after fees, quote currency.
    let profit: String
    let deadLetters: Int
    let digests: [String: String]
    /// Nil where no replay was made to compare with.
    let isIdenticalToReplay: Bool?
    let restarts: Int
    /// What Redis refused its users.
    let denials: [String]
    let seconds: Double
}

/// The same recording, and what was heard from outside, through the same engines inside this process.
enum Reference {
    /// Writes the replay's files and gives their digests.
    static func make(
        _ series: [BarSeries], alerts: [AlertPlacement] = [], settings: SuiteSettings, folder: String
    ) throws -> [String: String] {
        var replay = Replay(settings)
        try replay.take(contentsOf: MarketHistory(series), alerts: alerts)
        return try ExportedFiles.write(replay.results, to: folder)
    }
}
