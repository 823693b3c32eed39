/// What a daemon's command line asks for.
struct DaemonCommand: Equatable {
    /// What to do.
    enum Action: Equatable {
        case run, help, printConfiguration, healthcheck
    }
    /// Names the YAML file; the one `QTP_` variable that is no key.
    static let configurationVariable = "QTP_CONFIG"
    var action = Action.run
    var configurationFile: String?

    /// A command line that says nothing this daemon understands.
    struct Misuse: Error, Equatable {
        let argument: String
    }

    init(arguments: [String], environment: [String: String]) throws(Misuse) {
        configurationFile = environment[Self.configurationVariable]
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--help", "-h", "help": action = .help
            case "--print-config": action = .printConfiguration
            case "healthcheck": action = .healthcheck
            case "--config":
                guard let path = rest.popFirst() else { throw Misuse(argument: argument) }
                configurationFile = path
            case let argument where argument.hasPrefix("--config="):
                configurationFile = String(argument.dropFirst("--config=".count))
            default: throw Misuse(argument: argument)
            }
        }
        if configurationFile?.isEmpty == true { configurationFile = nil }
    }
}
