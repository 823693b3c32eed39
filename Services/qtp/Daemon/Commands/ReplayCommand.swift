import ArgumentParser
import Digests
import Domain
import Foundation
import History
import OperatorCore

/// `qtp replay`.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Runs the engines over recorded bars inside this process.",
        discussion:
            "Needs no Redis, and no database unless --orders is given. Writes the same files as `qtp export`."
    )

    @OptionGroup var recording: RecordingOptions
    @OptionGroup var suite: SuiteOptions
    @Option(
        help: ArgumentHelp(
            "Outside signals as qtp export wrote them, alerts.jsonl, each heard on the bar it names.",
            valueName: "file"))
    var alerts: String?
    @Option(help: ArgumentHelp("Folder for the result files.", valueName: "folder"))
    var out: String
    @Flag(help: "Also place and cancel what people did, as the database has it.")
    var orders = false
    @Flag(help: "Print the summary as JSON.")
    var json = false

    private func heard() throws -> [AlertPlacement] {
        guard let alerts else { return [] }
        guard let data = FileManager.default.contents(atPath: alerts) else {
            throw ValidationError("There is no \(alerts); make it with qtp export.")
        }
        return try AlertLines.parse([UInt8](data))
    }

    func run() async throws {
        let start = ContinuousClock.now
        var replay = Replay(try suite.settings())
        let commands =
            orders ? try await RecordedResults(.forOperator(try suite.resolved())).commands() : []
        try replay.take(
            contentsOf: MarketHistory(try recording.load()), commands: commands, alerts: try heard())
        let files = try ExportedFiles.write(replay.results, to: out)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let summary = ReplaySummary(
            bars: replay.barCount, trades: replay.tradeCount, alerts: replay.results.alerts.count,
            signals: replay.results.signals.count,
            decisions: replay.results.decisions.count, orders: replay.results.orders.count,
            fills: replay.results.fills.count, digests: files, seconds: (seconds * 1000).rounded() / 1000)
        guard !json else { return Terminal.say(try jsonLine(summary)) }
        Terminal.say(
            "\(summary.bars) bars and \(summary.trades) trades in \(summary.seconds) s, "
                + "\(Int(Double(summary.bars) / max(seconds, 0.001))) bars/s")
        for file in ResultFile.allCases { Terminal.say("\(files[file.name] ?? "")  \(out)/\(file.name)") }
    }
}

/// What `qtp replay --json` prints.
struct ReplaySummary: Codable {
    let bars: Int
    let trades: Int
    let alerts: Int
    let signals: Int
    let decisions: Int
    let orders: Int
    let fills: Int
    let digests: [String: String]
    let seconds: Double
}

/// The result files of one run.
enum ExportedFiles {
    /// Writes all of them and gives their SHA-256 by name.
    static func write(_ results: Results, to folder: String) throws -> [String: String] {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var digests: [String: String] = [:]
        for file in ResultFile.allCases {
            let bytes = file.bytes(of: results)
            try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + file.name), options: .atomic)
            digests[file.name] = SHA256.hexadecimal(of: bytes)
        }
        return digests
    }

    static func read(_ file: ResultFile, in folder: String) throws -> [UInt8] {
        let path = folder + "/" + file.name
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ValidationError("There is no \(path); make it with qtp replay or qtp export.")
        }
        return [UInt8](data)
    }

    /// The first difference between two exports, in the order of the files.
    static func firstDivergence(between left: String, and right: String) throws -> Divergence? {
        for file in ResultFile.allCases {
            let difference = Divergence.first(
                of: file, between: try read(file, in: left), and: try read(file, in: right))
            if let difference { return difference }
        }
        return nil
    }
}
