import ArgumentParser
import Bus
import Domain
import Messages
import OperatorCore
import RedisStreams

/// `qtp streams`.
struct StreamsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "streams", abstract: "Looks into the streams.",
        subcommands: [List.self, Inspect.self, Lag.self], defaultSubcommand: List.self)

    /// `qtp streams list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the streams and how many entries they hold.")
        @OptionGroup var suite: SuiteOptions

        func run() async throws {
            let bus = try suite.bus()
            var rows: [[String]] = []
            for stream in StreamKind.allCases {
                for shard in stream.shards(of: bus.shardCount) {
                    let key = stream.key(in: shard)
                    let length = try await bus.inspect(["XLEN", key])
                    guard length != "0" else { continue }
                    rows.append([key, length, stream.writers.map(\.rawValue).joined(separator: " ")])
                }
            }
            Terminal.say(TextTable.text(["stream", "entries", "written by"], rows))
        }
    }

    /// `qtp streams inspect`.
    struct Inspect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows entries of one stream, as they stand there.")
        @OptionGroup var suite: SuiteOptions
        @Argument(help: "Stream, such as bars or cmd:executor.")
        var stream: String
        @Option(help: "Shard number; all shards when absent.")
        var shard: Int?
        @Option(help: ArgumentHelp("Only entries after this one.", valueName: "id"))
        var after = "0-0"
        @Option(help: "At most so many entries per shard.")
        var limit = 10

        func run() async throws {
            guard let kind = StreamKind(rawValue: stream) else {
                let all = StreamKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("There is no stream \(stream); there are \(all).")
            }
            guard let position = EntryID(after) else { throw ValidationError("\(after) is no entry id.") }
            let bus = try suite.bus()
            for shard in try chosen(kind.shards(of: bus.shardCount)) {
                for entry in try await bus.rawEntries(of: kind, in: shard, after: position, limit: limit) {
                    Terminal.say("\(kind.key(in: shard)) \(entry.id) " + Self.shown(entry.strings))
                }
            }
        }

        private func chosen(_ shards: [Shard]) throws -> [Shard] {
            guard let shard else { return shards }
            guard shards.contains(Shard(shard)) else {
                let range =
                    shards.count == 1 ? "0, as there is one such stream" : "from 0 to \(shards.count - 1)"
                throw ValidationError("--shard must be \(range), not \(shard).")
            }
            return [Shard(shard)]
        }

        /// The fields, and what is wrong with an entry that no service could read.
        private static func shown(_ strings: [String]) -> String {
            let fields = stride(from: 0, to: strings.count, by: 2).map { index in
                index + 1 < strings.count ? "\(strings[index])=\(strings[index + 1])" : strings[index]
            }.joined(separator: " ")
            do throws(DecodingFailure) {
                _ = try Message(decoding: strings)
                return fields
            } catch {
                return "UNREADABLE (\(error)) \(fields)"
            }
        }
    }

    /// `qtp streams lag`.
    struct Lag: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows every reader's cursor and how many entries it is behind.")
        @OptionGroup var suite: SuiteOptions
        @Flag(help: "Also readers that are not behind.")
        var all = false

        func run() async throws {
            let statuses = try await suite.bus().status().filter { all || $0.lag != 0 }
            Terminal.say(
                TextTable.text(
                    ["service", "stream", "lag", "cursor", "length", "owner"],
                    statuses.map { status in
                        [
                            status.service.rawValue, status.stream.key(in: status.shard),
                            status.lag.map(String.init) ?? "unknown", status.cursor.description,
                            String(status.length), status.owner ?? "nobody",
                        ]
                    }))
        }
    }
}
