import ArgumentParser
import Foundation
import OperatorCore
import Postgres

/// `qtp export`.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes what the suite recorded as canonical files.",
        discussion:
            "Outside signals, signals, decisions, orders and fills, one JSON object a line, to be compared with qtp diff."
    )

    @OptionGroup var suite: SuiteOptions
    @Option(help: ArgumentHelp("Folder for the result files.", valueName: "folder"))
    var out: String
    @Flag(help: "Print the digests as JSON.")
    var json = false

    func run() async throws {
        let pool = try PostgresPool.forOperator(try suite.resolved())
        let digests = try ExportedFiles.write(try await RecordedResults(pool).load(), to: out)
        guard !json else { return Terminal.say(try jsonLine(digests)) }
        for file in ResultFile.allCases { Terminal.say("\(digests[file.name] ?? "")  \(out)/\(file.name)") }
    }
}

/// `qtp migrate`.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Brings the database to this build's form.",
        discussion: "Safe to run again; two at once wait for each other.")

    @OptionGroup var suite: SuiteOptions
    @Flag(help: "Change nothing; list the steps that are due and exit 1 if there are any.")
    var check = false

    func run() async throws {
        let migrator = Migrator(try .forOperator(try suite.resolved()))
        let steps = check ? try await migrator.pending() : try await migrator.migrate()
        for step in steps { Terminal.say("\(check ? "due" : "done"): \(step.number) \(step.name)") }
        if steps.isEmpty { Terminal.say("the database is up to date") }
        if check, !steps.isEmpty { throw ExitCode(1) }
    }
}
