import ArgumentParser
import Domain
import Foundation
import History
import OperatorCore

/// What `qtp demo` and `qtp chaos` have in common.
struct SuiteRunOptions: ParsableArguments {
    @OptionGroup var stretch: RangeOptions
    @Option(help: "Processes per service.")
    var replicas = 1
    @Option(help: ArgumentHelp("Folder for data, logs and results.", valueName: "folder"))
    var dir = ".run/demo"
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "A further setting for every process; may be given several times.", valueName: "QTP_NAME=value"))
    var settings: [String] = []

    func validate() throws {
        guard (1...16).contains(replicas) else { throw ValidationError("--replicas is from 1 to 16.") }
        for setting in settings where !setting.hasPrefix("QTP_") || !setting.contains("=") {
            throw ValidationError("--set takes QTP_NAME=value, not \(setting).")
        }
    }

    /// Absolute, as children and servers need it.
    var folder: String { URL(fileURLWithPath: dir).standardizedFileURL.path }

    func plan(_ series: [BarSeries], speed: String, isFresh: Bool) throws -> SuitePlan {
        guard let beginning = series.compactMap({ $0.bars.first?.openedAt }).min() else {
            throw ValidationError("There is no bar between --from and --to.")
        }
        return SuitePlan(
            folder: folder, replicas: replicas, speed: speed,
            catalogue: absolute(try stretch.catalogueFile()),
            range: try stretch.range(), isFresh: isFresh, beginning: beginning,
            settings: Dictionary(settings.map(Self.pair), uniquingKeysWith: { $1 }))
    }

    private static func pair(_ setting: String) -> (String, String) {
        let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), String(parts[1]))
    }

    private func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
}

/// `qtp demo`.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Runs the whole suite on this machine over the bundled recording.",
        discussion: """
            Starts a private Redis and PostgreSQL, the simulated venue and every daemon, and shows what happens. \
            Ctrl-C stops all of it. With --once it runs to the end of the recording and prints a JSON summary on its \
            last line.
            """)

    @OptionGroup var options: SuiteRunOptions
    @Flag(help: "Run to the end of the recording, print a JSON summary, and exit.")
    var once = false
    @Option(help: "How many times as fast as recorded, or max; max with --once, else 20000.")
    var speed: String?
    @Flag(help: "Compare the results with a replay inside this process; exit 1 when they differ.")
    var verify = false
    @Flag(help: "Go on with the data of the last run in the same folder.")
    var keep = false
    @Flag(help: "Plain lines, also on a screen.")
    var plain = false

    func run() async throws {
        Interruption.listen()
        let series = try RecordingOptions.load([], options.stretch)
        let expected = series.reduce(0) { $0 + $1.bars.count }
        let plan = try options.plan(series, speed: speed ?? (once ? "max" : "20000"), isFresh: !keep)
        let suite = try PrivateSuite(plan)
        do {
            try await suite.start(say: Terminal.say)
            try await watch(suite, series, expected)
        } catch is Interruption.Interrupted {
            Terminal.say("stopping")
        } catch {
            await suite.stop()
            throw error
        }
        await suite.stop()
    }

    private func watch(_ suite: PrivateSuite, _ series: [BarSeries], _ expected: Int) async throws {
        let run = try SuiteRun(suite, expectedBars: expected, givesUp: once)
        var view = LiveView(isScreen: Terminal.isInteractive && !plain, expectedBars: expected)
        let state = try await run.toTheEnd { view.show($0) }
        let alerts = verify ? try await run.watch.alerts() : []
        let reference =
            verify
            ? try Reference.make(
                series, alerts: alerts, settings: SuiteSettings(suite.settings),
                folder: suite.plan.folder + "/replay") : nil
        let summary = try await run.summary(state, reference: reference)
        if summary.isIdenticalToReplay == false {
            try explain(suite)
        }
        guard once else {
            Terminal.say("The recording is at its end; the API goes on until Ctrl-C.")
            return try await idle(suite)
        }
        await suite.stop()
        Terminal.say(try jsonLine(summary))
        if summary.isIdenticalToReplay == false { throw ExitCode(1) }
    }

    private func explain(_ suite: PrivateSuite) throws {
        let folder = suite.plan.folder
        if let difference = try ExportedFiles.firstDivergence(
            between: folder + "/replay", and: folder + "/export")
        {
            Terminal.warn("replay and deployment differ: \(difference)")
        }
    }

    private func idle(_ suite: PrivateSuite) async throws {
        while true {
            await suite.supervisor.tick()
            try Interruption.check()
            try await Task.sleep(for: .milliseconds(200))
        }
    }
}
