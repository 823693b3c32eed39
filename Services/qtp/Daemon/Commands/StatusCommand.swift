import ArgumentParser
import Bus
import Domain
import Messages
import OperatorCore
import RedisStreams
import ServiceRuntime

/// `qtp status`.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Shows how far every service is.")

    @OptionGroup var suite: SuiteOptions
    @Flag(help: "Print JSON.")
    var json = false

    private struct Row: Codable {
        let service: String
        let shards: Int
        let instances: [String]
        let lag: Int
        let isLagKnown: Bool
        let pending: Int
        let deadLetters: Int
    }

    func run() async throws {
        let bus = try suite.bus()
        let statuses = try await bus.status()
        let rows = ServiceName.pipeline.map { service in
            let own = statuses.filter { $0.service == service }
            let owned = own.filter { $0.owner != nil }
            return Row(
                service: service.rawValue, shards: Set(owned.map(\.shard)).count,
                instances: Set(owned.compactMap(\.owner)).sorted(), lag: own.reduce(0) { $0 + ($1.lag ?? 0) },
                isLagKnown: own.allSatisfy { $0.lag != nil },
                pending: own.reduce(0) { $0 + $1.pending },
                deadLetters: own.reduce(0) { $0 + $1.deadLetters })
        }
        let jobs = try await JobQueueState(statuses, on: bus)
        guard !json else { return Terminal.say(try jsonLine(rows)) }
        Terminal.say(
            TextTable.text(
                ["service", "shards", "lag", "pending", "dead", "instances"],
                rows.map { row in
                    [
                        row.service, String(row.shards), row.isLagKnown ? String(row.lag) : "\(row.lag)+",
                        String(row.pending), String(row.deadLetters),
                        row.instances.joined(separator: " "),
                    ]
                }))
        let age = jobs.oldestWaiting.map { id in
            ", the oldest for \(max(Timestamp.now.milliseconds - Int64(clamping: id.milliseconds), 0) / 1000) s"
        }
        Terminal.say(
            "\njobs: \(jobs.running) running, \(jobs.waiting) waiting\(age ?? ""), \(jobs.deadLetters) dead")
    }
}
