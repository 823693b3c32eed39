import Configuration
import FoundationEssentials

/// The values of one program's settings: environment over YAML file over defaults, read once and checked whole.
public struct ResolvedSettings: Sendable {
    /// A key's text and where it came from.
    struct Entry: Sendable {
        let text: String
        let source: String
    }
    private let schema: SettingsSchema
    private var entries: [String: Entry]

    /// Reads and checks.
    ///
    /// - Parameters:
    ///   - schema: The keys this program reads.
    ///   - suite: Every key of the suite. Others are refused, these are passed over, so that all programs can share
    ///     one environment and one file.
    ///   - environment: The process environment.
    ///   - path: A YAML file; nil for none.
    /// - Throws: ``ConfigurationError`` for the first thing that is wrong.
    public init(
        _ schema: SettingsSchema, suite: SettingsSchema = .suite, environment: [String: String],
        file path: String?
    ) throws(ConfigurationError) {
        let file: ConfigurationFile? = if let path { try ConfigurationFile(path: path) } else { nil }
        try self.init(schema, suite: suite, environment: environment, file: file)
    }

    init(
        _ schema: SettingsSchema, suite: SettingsSchema, environment: [String: String],
        file: ConfigurationFile?
    ) throws(ConfigurationError) {
        try Self.refuseUnknown(suite, environment: environment, file: file)
        self.schema = schema
        let fromEnvironment = EnvironmentVariablesProvider(environmentVariables: environment)
            .prefixKeys(with: ConfigKey(["qtp"]))
        var sources = [(name: "the environment", reader: ConfigReader(provider: fromEnvironment))]
        if let file { sources.append((name: file.path, reader: ConfigReader(provider: file.provider))) }
        var entries: [String: Entry] = [:]
        for setting in schema.settings {
            if let entry = try Self.entry(of: setting, in: sources) { entries[setting.name] = entry }
        }
        self.entries = entries
        try validate()
    }

    /// These settings, but for those that are overridden.
    public func replacing(_ overrides: SettingOverrides) -> Self {
        var settings = self
        for (key, text) in overrides.values {
            settings.entries[key] = Entry(text: text, source: SettingOverrides.source)
        }
        return settings
    }

    /// The value of a setting.
    ///
    /// It must be in the program's schema.
    public subscript<Value: SettingValue>(_ setting: Setting<Value>) -> Value {
        let name = setting.declaration.name
        if let entry = entries[name], let value = Value(settingText: entry.text) { return value }
        guard let value = setting.defaultValue else {
            preconditionFailure("\(name) is not among the settings this program declares")
        }
        return value
    }

    /// Every setting and its value, as `--print-config` shows them: YAML, one key a line, secrets hidden.
    public var printed: String {
        schema.settings.map { setting in
            let entry = entries[setting.name]
            let value = entry.map { setting.rendered($0.text) } ?? setting.defaultText ?? ""
            return "\(setting.name): \(JSONText.quoted(value))  # \(entry?.source ?? "default")\n"
        }.joined()
    }

    private static func entry(
        of setting: SettingDeclaration, in sources: [(name: String, reader: ConfigReader)]
    ) throws(ConfigurationError) -> Entry? {
        for source in sources {
            let text = source.reader.string(forKey: ConfigKey(ConfigurationFile.components(setting.name)))
            guard setting.isSecret else {
                if let text { return Entry(text: text, source: source.name) }
                continue
            }
            let path = source.reader.string(forKey: ConfigKey(ConfigurationFile.components(setting.fileKey)))
            switch (text, path) {
            case (nil, nil): continue
            case (let text?, nil): return Entry(text: text, source: source.name)
            case (nil, let path?): return Entry(text: try secret(at: path), source: path)
            case (_?, _?): throw .ambiguous(key: setting.name, source: source.name)
            }
        }
        return nil
    }

    /// A file's text without the line end that editors and `echo` leave behind.
    private static func secret(at path: String) throws(ConfigurationError) -> String {
        do {
            var text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
            while text.last?.isNewline == true { text.removeLast() }
            return text
        } catch {
            throw .unreadable(path: path, reason: "there is no such file, or it is not readable text")
        }
    }

    private func validate() throws(ConfigurationError) {
        for setting in schema.settings {
            guard let entry = entries[setting.name] else {
                guard setting.defaultText != nil else {
                    throw .missing(key: setting.name, environmentName: setting.environmentName)
                }
                continue
            }
            if let problem = setting.problem(entry.text) {
                let shown = setting.isSecret ? nil : entry.text
                throw .invalid(key: setting.name, source: entry.source, text: shown, problem: problem)
            }
        }
    }

    /// Address, key and model of the documentation's example clients.
    private static let clientVariables = ["QTP_URL", "QTP_KEY", "QTP_MODEL"]

    private static func refuseUnknown(
        _ suite: SettingsSchema, environment: [String: String], file: ConfigurationFile?
    ) throws(ConfigurationError) {
        let variables = suite.settings.flatMap { setting in
            setting.isSecret
                ? [setting.environmentName, setting.fileEnvironmentName] : [setting.environmentName]
        }
        // What is no key: where the file is, and what clients of the gateway are told in the same shell.
        let knownVariables = Set(
            variables + [DaemonCommand.configurationVariable] + Self.clientVariables)
        for name in environment.keys.sorted() where name.hasPrefix("QTP_") && !knownVariables.contains(name) {
            throw .unknownKey(
                name, source: "the environment",
                nearest: NearestName.find(name, among: knownVariables.sorted()))
        }
        guard let file else { return }
        let keys = suite.settings.flatMap { $0.isSecret ? [$0.name, $0.fileKey] : [$0.name] }
        for key in file.keys where !keys.contains(key) {
            throw .unknownKey(key, source: file.path, nearest: NearestName.find(key, among: keys))
        }
    }
}
