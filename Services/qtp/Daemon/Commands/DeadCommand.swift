import ArgumentParser
import Bus
import Domain
import Messages
import OperatorCore
import RedisStreams

/// `qtp dead`.
struct DeadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead", abstract: "Looks after entries that a service could not take.",
        discussion:
            "A dead letter is named by its shard and its place in the dead-letter stream: s03/1700000000000-0.",
        subcommands: [List.self, Show.self, Retry.self, Drop.self], defaultSubcommand: List.self)

    /// One dead letter where it stands.
    struct Letter {
        let shard: Shard
        let id: EntryID
        let rejection: EntryRejected
        var name: String { "\(shard.name)/\(id)" }

        static func all(_ bus: RedisBus) async throws -> [Self] {
            var letters: [Self] = []
            for index in 0..<bus.shardCount {
                var position = EntryID.zero
                while true {
                    let page = try await bus.entries(of: .dead, in: Shard(index), after: position, limit: 500)
                    guard let last = page.last else { break }
                    position = last.id
                    for entry in page {
                        guard case .entryRejected(let rejection) = entry.message.body else { continue }
                        letters.append(Self(shard: entry.shard, id: entry.id, rejection: rejection))
                    }
                }
            }
            return letters
        }

        static func named(_ name: String, in letters: [Self]) throws -> Self {
            guard let letter = letters.first(where: { $0.name == name }) else {
                throw ValidationError("There is no dead letter \(name); qtp dead list shows all.")
            }
            return letter
        }

        /// Whether both are about one entry, which each reader of its stream may have rejected.
        func concernsSameEntry(as other: Self) -> Bool {
            shard == other.shard && rejection.stream == other.rejection.stream
                && rejection.entryID == other.rejection.entryID
        }

        func delete(from bus: RedisBus) async throws {
            _ = try await bus.inspect(["XDEL", StreamKind.dead.key(in: shard), id.description])
        }
    }

    /// `qtp dead list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists all dead letters.")
        @OptionGroup var suite: SuiteOptions

        func run() async throws {
            let letters = try await Letter.all(try suite.bus())
            guard !letters.isEmpty else { return Terminal.say("no dead letters") }
            Terminal.say(
                TextTable.text(
                    ["letter", "service", "stream", "entry", "reason"],
                    letters.map {
                        [
                            $0.name, $0.rejection.service.rawValue, $0.rejection.stream.rawValue,
                            $0.rejection.entryID, $0.rejection.reason,
                        ]
                    }))
        }
    }

    /// `qtp dead show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows one dead letter with its original entry.")
        @OptionGroup var suite: SuiteOptions
        @Argument(help: "The letter, as qtp dead list names it.")
        var letter: String

        func run() async throws {
            let letter = try Letter.named(letter, in: try await Letter.all(try suite.bus()))
            let rejection = letter.rejection
            Terminal.say("rejected by  \(rejection.service.rawValue) on \(letter.shard.name)")
            Terminal.say("stood in     \(rejection.stream.key(in: letter.shard)) at \(rejection.entryID)")
            Terminal.say("reason       \(rejection.reason)")
            for index in stride(from: 0, to: rejection.original.count - 1, by: 2) {
                Terminal.say("  \(rejection.original[index]) = \(rejection.original[index + 1])")
            }
        }
    }

    /// `qtp dead retry`.
    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Appends the original entry to its stream once more, and drops the letters about it.",
            discussion: """
                Every reader of the stream sees the entry again; those that took it the first time know its id and pass \
                over it. It stands at the end of the stream now, so use this after mending what rejected it.
                """)
        @OptionGroup var suite: SuiteOptions
        @Argument(help: "The letter, as qtp dead list names it.")
        var letter: String

        func run() async throws {
            let bus = try suite.bus()
            let letters = try await Letter.all(bus)
            let letter = try Letter.named(letter, in: letters)
            guard !letter.rejection.original.isEmpty else {
                throw ValidationError("The letter holds no original entry; drop it instead.")
            }
            let key = letter.rejection.stream.key(in: letter.shard)
            let id = try await bus.inspect(["XADD", key, "*"] + letter.rejection.original)
            // What several readers rejected has a letter of each. All of them see it again, and one that still cannot
            // take it writes a new letter.
            let settled = letters.filter { $0.concernsSameEntry(as: letter) }
            for letter in settled { try await letter.delete(from: bus) }
            Terminal.say("appended to \(key) as \(id), dropped \(settled.count)")
        }
    }

    /// `qtp dead drop`.
    struct Drop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Forgets a dead letter, or all of them.")
        @OptionGroup var suite: SuiteOptions
        @Argument(help: "The letter, as qtp dead list names it.")
        var letter: String?
        @Flag(help: "Forget all of them.")
        var all = false

        func run() async throws {
            let bus = try suite.bus()
            guard all != (letter != nil) else { throw ValidationError("Name one letter, or say --all.") }
            var letters = try await Letter.all(bus)
            if let letter { letters = [try Letter.named(letter, in: letters)] }
            for letter in letters { try await letter.delete(from: bus) }
            Terminal.say("dropped \(letters.count)")
        }
    }
}
