import ArgumentParser
import Domain
import Foundation
import History
import Messages
import OperatorCore

/// `qtp chaos`.
struct ChaosCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos",
        abstract: "Breaks a running suite at random and checks that nothing was lost or doubled.",
        discussion: """
            While a recording is played every daemon is killed at least once, Redis, PostgreSQL and the venue too, and one \
            daemon is paused for longer than its lease. The recording is played fast, but not so fast that it were over \
            before the last blow. In the end the results must equal those of an undisturbed replay \
            byte for byte, with nothing waiting and no dead letter. Exits 1 when they do not.
            """)

    @OptionGroup var options: SuiteRunOptions
    @Option(help: "Decides who is hit when; printed, so that a run can be repeated.")
    var seed: UInt64?
    @Option(help: "How often every daemon is killed.")
    var rounds = 1

    /// What is done to whom.
    private enum Blow: CustomStringConvertible {
        case kill(String)
        case pause(String)

        var description: String {
            switch self {
            case .kill(let name): "kill -9 \(name)"
            case .pause(let name): "pause \(name) past its lease"
            }
        }
    }

    /// Short, so that a take-over takes less of the test's time than the work.
    private static let leaseMilliseconds = 2_000
    /// Time per blow, on average: what is killed shall be back at work before the next one falls.
    private static let blowInterval = Duration.seconds(3)

    func run() async throws {
        Interruption.listen()
        let seed = seed ?? .random(in: 0...UInt64(Int64.max))
        Terminal.say("seed \(seed)")
        let series = try RecordingOptions.load([], options.stretch)
        let expected = series.reduce(0) { $0 + $1.bars.count }
        var plan = try options.plan(series, speed: speed(of: series), isFresh: true)
        plan.settings["QTP_STAGE_LEASE_MILLISECONDS"] = "\(Self.leaseMilliseconds)"
        let suite = try PrivateSuite(plan)
        do {
            try await suite.start(say: Terminal.say)
            let run = try SuiteRun(suite, expectedBars: expected)
            var blows = Schedule(
                seed: seed, names: await suite.supervisor.reports().map(\.name), rounds: rounds,
                expectedBars: expected)
            var view = LiveView(isScreen: false, expectedBars: expected)
            var paused: (name: String, until: ContinuousClock.Instant)?
            let state = try await run.toTheEnd(every: .milliseconds(50)) { state in
                view.show(state)
                if let sleeper = paused, sleeper.until <= .now {
                    await suite.supervisor.signal(sleeper.name, SIGCONT)
                    paused = nil
                }
                // One at a time, so that the suite goes on between two.
                guard paused == nil, let blow = blows.next(at: state.added[.bars] ?? 0) else { return }
                Terminal.say("at \(state.added[.bars] ?? 0) bars: \(blow)")
                switch blow {
                case .kill(let name): await suite.supervisor.signal(name, SIGKILL)
                case .pause(let name):
                    await suite.supervisor.signal(name, SIGSTOP)
                    paused = (name, .now + .milliseconds(Self.leaseMilliseconds * 3 / 2))
                }
            }
            let reference = try Reference.make(
                series, settings: SuiteSettings(suite.settings), folder: suite.plan.folder + "/replay")
            let summary = try await run.summary(state, reference: reference)
            await suite.stop()
            try judge(summary, missed: blows.remaining, seed, suite.plan.folder)
        } catch {
            await suite.stop()
            throw error
        }
    }

    private func judge(_ summary: RunSummary, missed: Int, _ seed: UInt64, _ folder: String) throws {
        let difference = try ExportedFiles.firstDivergence(
            between: folder + "/replay", and: folder + "/export")
        if let difference { Terminal.warn("replay and deployment differ: \(difference)") }
        if summary.deadLetters > 0 { Terminal.warn("\(summary.deadLetters) dead letters") }
        if missed > 0 { Terminal.warn("the recording was too short for \(missed) blows") }
        Terminal.say(try jsonLine(summary))
        guard difference == nil, summary.deadLetters == 0, missed == 0 else {
            Terminal.warn("failed with seed \(seed)")
            throw ExitCode(1)
        }
    }

    /// Slow enough for all blows, by the venue's clock: at full speed the market is through in seconds, and the last ones
    /// would hit a suite that has little left to do.
    private func speed(of series: [BarSeries]) -> String {
        let first = series.compactMap { $0.bars.first?.openedAt }.min()
        let last = series.compactMap { $0.bars.last?.openedAt }.max()
        guard let first, let last else { return "max" }
        let names = PrivateSuite.services.count * options.replicas + PrivateSuite.helperCount
        let seconds = Double(rounds * names + 1) * (Self.blowInterval / .seconds(1))
        let recorded = Double(last.milliseconds - first.milliseconds) / 1000
        return "\(max(Int(recorded / seconds), 1))"
    }

    /// Blows in random order, each due when so many bars have passed.
    private struct Schedule {
        private var due: [(bars: Int, blow: Blow)]

        init(seed: UInt64, names: [String], rounds: Int, expectedBars: Int) {
            var generator = Generator(state: seed)
            var blows = (0..<max(rounds, 1)).flatMap { _ in names.map { Blow.kill($0) } }
            let stages = names.filter { name in
                !["redis", "postgres", "exchange-sim", "gateway-1"].contains(name)
            }
            if let paused = stages.randomElement(using: &generator) { blows.append(.pause(paused)) }
            blows.shuffle(using: &generator)
            // Not in the last tenth: there the suite may be through before the blow falls.
            let latest = max(expectedBars * 9 / 10, 1)
            let times = blows.map { _ in Int.random(in: 0..<latest, using: &generator) }.sorted()
            due = Array(zip(times, blows)).map { (bars: $0, blow: $1) }
        }

        var remaining: Int { due.count }

        mutating func next(at bars: Int) -> Blow? {
            guard let first = due.first, first.bars <= bars else { return nil }
            return due.removeFirst().blow
        }
    }

    /// SplitMix64 (Steele, Lea, Flood, 2014): the same seed, the same blows.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }
}
