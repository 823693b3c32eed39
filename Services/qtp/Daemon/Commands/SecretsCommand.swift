import ArgumentParser
import Foundation
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
            discussion: """
                After an upgrade, whose services may read and write other streams than before. Redis closes its clients' \
                connections when it does, so a file that it has read already is left alone.
                """)
        @OptionGroup var suite: SuiteOptions
        @Option(help: ArgumentHelp("The users-digest that qtp secrets make wrote.", valueName: "file"))
        var digestFile: String

        func run() async throws {
            let digest = try String(contentsOfFile: digestFile, encoding: .utf8)
            let bus = try suite.bus()
            guard try await bus.inspect(["GET", AccessList.loaded]) != digest else {
                return Terminal.say("Redis knows its users")
            }
            _ = try await bus.inspect(["ACL", "LOAD"])
            // On another connection: this one is closed as well.
            _ = try await suite.bus().inspect(["SET", AccessList.loaded, digest])
            Terminal.say("Redis has read its users")
        }
    }
}
