import ArgumentParser
import RedisStreams

/// `qtp secrets`.
struct SecretsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets", abstract: "Makes a deployment's secrets, so that nobody has to.",
        subcommands: [Make.self, Load.self])

    /// `qtp secrets make`.
    struct Make: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes the secrets that are missing, and the file of Redis' users.",
            discussion: """
                Each reader has a folder of its own below FOLDER, so that nobody sees another's. What is there already \
                stays as it is; users.acl is written anew, with digests alone, from what this build's services read and \
                write.
                """)
        @Option(help: ArgumentHelp("Where they go.", valueName: "folder"))
        var out: String

        func run() throws {
            let made = try DeploymentSecrets(folder: out).make()
            Terminal.say(made.isEmpty ? "all secrets are there" : "made \(made.joined(separator: ", "))")
        }
    }

    /// `qtp secrets load`.
    struct Load: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lets a running Redis read its file of users again.",
            discussion: "After an upgrade, whose services may read and write other streams than before.")
        @OptionGroup var suite: SuiteOptions

        func run() async throws {
            _ = try await suite.bus().inspect(["ACL", "LOAD"])
            Terminal.say("Redis has read its users")
        }
    }
}
