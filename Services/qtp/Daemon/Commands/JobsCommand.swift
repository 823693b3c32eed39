import ArgumentParser
import Bus
import Domain
import Foundation
import JobRecords
import Messages
import OperatorCore
import Postgres
import RedisStreams
import ServiceRuntime

/// `qtp jobs`.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Looks after long work: exports, replays, backfills.",
        discussion: "Jobs are asked for through the gateway and carried out by qtp work.",
        subcommands: [List.self, Show.self, Wait.self, Cancel.self, Files.self], defaultSubcommand: List.self)

    /// What commands about one job have in common.
    struct Named: ParsableArguments {
        @OptionGroup var suite: SuiteOptions
        @Argument(help: "The job's id, as qtp jobs list shows it.")
        var job: String

        func records() throws -> JobRecords { JobRecords(try .forOperator(try suite.resolved())) }

        func find(_ records: JobRecords) async throws -> JobRecord {
            guard let record = try await records.job(job) else {
                throw ValidationError("There is no job \(job); qtp jobs list shows the newest.")
            }
            return record
        }
    }

    /// `qtp jobs list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists jobs, newest first.")
        @OptionGroup var suite: SuiteOptions
        @Option(help: "At most so many.")
        var limit = 20
        @Flag(help: "Print JSON, one job a line.")
        var json = false

        func run() async throws {
            let records = try await JobRecords(try .forOperator(try suite.resolved())).newest(limit)
            guard !json else { return try records.forEach { Terminal.say(try jsonLine(ShownJob($0))) } }
            guard !records.isEmpty else { return Terminal.say("no jobs") }
            Terminal.say(
                TextTable.text(
                    ["job", "kind", "state", "progress", "requester", "message"],
                    records.map { [$0.id, $0.kind, $0.state.rawValue, $0.percent, $0.requester, $0.message] })
            )
        }
    }

    /// `qtp jobs show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows all that is known of a job, as JSON.")
        @OptionGroup var named: Named

        func run() async throws {
            Terminal.say(try jsonLine(ShownJob(try await named.find(try named.records()))))
        }
    }

    /// `qtp jobs wait`.
    struct Wait: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Waits until a job has ended; exits 1 when it was not completed.")
        @OptionGroup var named: Named

        func run() async throws {
            let records = try named.records()
            var said = ""
            while true {
                let record = try await named.find(records)
                let line = "\(record.percent)  \(record.message)"
                if line != said { Terminal.warn(line) }
                said = line
                if record.state.isFinal {
                    Terminal.say(try jsonLine(ShownJob(record)))
                    if record.state != .completed { throw ExitCode(1) }
                    return
                }
                try await Task.sleep(for: .milliseconds(500))
            }
        }
    }

    /// `qtp jobs cancel`.
    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ends a job that waits, and asks one that runs to stop at its next step.")
        @OptionGroup var named: Named

        func run() async throws {
            let records = try named.records()
            let record = try await named.find(records)
            guard !record.state.isFinal else {
                throw ValidationError("The job has ended already: \(record.state.rawValue).")
            }
            try await records.requestCancel(of: record.id, by: "qtp", at: .now)
            guard try await records.job(record.id)?.state != .cancelled else {
                return Terminal.say("\(record.id) is cancelled: no worker had taken it")
            }
            let wish = JobCancelRequested(record.id, requester: "qtp", at: .now)
            try await named.suite.bus().publish(.jobCancelRequested(wish), to: .jobCancels, shard: Shard(0))
            Terminal.say("\(record.id) was asked to stop")
        }
    }

    /// `qtp jobs files`.
    struct Files: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists a completed job's files, or writes them into a folder.")
        @OptionGroup var named: Named
        @Option(help: ArgumentHelp("Folder to write the files into.", valueName: "folder"))
        var out: String?

        func run() async throws {
            let records = try named.records()
            let record = try await named.find(records)
            for file in try await records.files(of: record) {
                if let out { try await write(file, of: record, from: records, to: out) }
                Terminal.say("\(file.sha256)  \(out.map { "\($0)/" } ?? "")\(file.name)")
            }
        }

        private func write(
            _ file: JobFile, of record: JobRecord, from records: JobRecords, to folder: String
        ) async throws {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let path = folder + "/" + file.name
            guard FileManager.default.createFile(atPath: path, contents: nil),
                let handle = FileHandle(forWritingAtPath: path)
            else { throw SuiteError.notWritable(path) }
            defer { try? handle.close() }
            var number = 0
            while let piece = try await records.piece(number, of: file.name, of: record) {
                try handle.write(contentsOf: Data(piece))
                number += 1
            }
        }
    }
}

/// A job as `qtp jobs` prints it.
private struct ShownJob: Encodable {
    let id: String
    let kind: String
    let state: String
    let progress: String
    let message: String
    let parameters: [String: String]
    let requester: String
    let attempt: Int
    let instance: String
    let requestedAt: Int64
    let startedAt: Int64?
    let finishedAt: Int64?
    let result: String?

    init(_ record: JobRecord) {
        id = record.id
        kind = record.kind
        state = record.state.rawValue
        progress = record.progress.description
        message = record.message
        let parameters = JobParameters(json: record.parameters)
        self.parameters = Dictionary(
            uniqueKeysWithValues: (parameters?.names ?? []).map { ($0, parameters?.text($0) ?? "") })
        requester = record.requester
        attempt = record.attempt
        instance = record.instance
        requestedAt = record.requestedAt.milliseconds
        startedAt = record.startedAt?.milliseconds
        finishedAt = record.finishedAt?.milliseconds
        result = record.result
    }
}

extension JobRecord {
    /// `42%`.
    fileprivate var percent: String { "\(progress.units * 100 / Rate.unitsPerWhole)%" }
}
