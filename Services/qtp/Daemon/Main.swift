import ArgumentParser
import Bus
import Postgres

/// The operator's command line.
@main struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "qtp", abstract: "Operates a Quantum Trader Pro suite.",
        discussion: """
            Settings come from the environment (QTP_…) and from the YAML file that QTP_CONFIG names, as for the \
            daemons; docs/configuration.md lists them.
            """,
        subcommands: [
            DemoCommand.self, ReplayCommand.self, ExportCommand.self, DiffCommand.self, StatusCommand.self,
            TopCommand.self, ProfileCommand.self, VWAPCommand.self, CandlesCommand.self,
            StreamsCommand.self, DeadCommand.self, DoctorCommand.self, MigrateCommand.self, ChaosCommand.self,
            IndicatorsCommand.self, SchemaCommand.self, KeysCommand.self, JobsCommand.self, WorkCommand.self,
            SecretsCommand.self,
            WelcomeCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch BusError.unavailable(let reason) {
            exit(withError: ServerAway(name: "Redis", reason: reason))
        } catch PostgresError.unavailable(let reason) {
            exit(withError: ServerAway(name: "PostgreSQL", reason: reason))
        } catch {
            exit(withError: error)
        }
    }
}

/// A server that a command needs and does not reach.
struct ServerAway: Error, CustomStringConvertible {
    let name: String
    let reason: String

    var description: String { "\(name) does not answer: \(reason). qtp doctor says where it is looked for." }
}
