import ArgumentParser

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
            StreamsCommand.self, DeadCommand.self, DoctorCommand.self, MigrateCommand.self, ChaosCommand.self,
            SchemaCommand.self,
        ])
}
