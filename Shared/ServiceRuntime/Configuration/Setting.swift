/// One key of the configuration, declared once: reading, checking, `--help`, `--print-config` and the reference
/// page all follow from this value.
public struct Setting<Value: SettingValue>: Sendable {
    /// What is written down about it, without its type.
    public let declaration: SettingDeclaration
    /// The value where no source names the key; nil for a key that must be set.
    public let defaultValue: Value?
    /// Says what is wrong with a value of the right type; nil when nothing is.
    let check: @Sendable (Value) -> String?

    /// A key whose values are limited by a rule in words.
    ///
    /// `limits` is the rule as the documentation and the refusal state it, `check` says whether a value keeps it.
    public init(
        _ name: String, default defaultValue: Value?, _ summary: String, unit: String = "",
        limits: String = "",
        check: @escaping @Sendable (Value) -> Bool = { _ in true }
    ) {
        self.defaultValue = defaultValue
        self.check = { check($0) ? nil : "must be \(limits)" }
        let rule = self.check
        declaration = SettingDeclaration(
            name: name, typeName: Value.typeName, unit: unit, limits: limits,
            defaultText: Value.isSecret ? defaultValue.map { _ in "" } : defaultValue?.settingText,
            summary: summary, isSecret: Value.isSecret, isList: Value.isList,
            problem: { text in
                guard let value = Value(settingText: text) else {
                    return "must be \(Value.article) \(Value.typeName)"
                }
                return rule(value)
            },
            rendered: { Value(settingText: $0)?.settingText ?? Secret.redaction })
    }

    /// A key whose values lie in a range.
    public init(
        _ name: String, default defaultValue: Value?, in range: ClosedRange<Value>, _ summary: String,
        unit: String = ""
    ) where Value: Comparable {
        self.init(
            name, default: defaultValue, summary, unit: unit,
            limits: "\(range.lowerBound.settingText) to \(range.upperBound.settingText)",
            check: { range.contains($0) })
    }
}

extension SettingValue {
    fileprivate static var article: String { "aeiou".contains(typeName.first ?? "x") ? "an" : "a" }
}

/// What is known of a key, whatever its type.
public struct SettingDeclaration: Sendable {
    /// The key as YAML nests it: `redis.url`.
    public let name: String
    /// The kind of value.
    public let typeName: String
    /// What a number counts; empty where the type or the name says it.
    public let unit: String
    /// The range or rule; empty where the type is rule enough.
    public let limits: String
    /// The default's text; nil for a key that must be set.
    public let defaultText: String?
    /// What it does.
    public let summary: String
    /// Whether its text must never be printed.
    public let isSecret: Bool
    /// Whether YAML may write it as a sequence.
    public let isList: Bool
    /// What is wrong with a text; nil when nothing is.
    ///
    /// Never repeats a secret.
    let problem: @Sendable (String) -> String?
    /// A text as it may be printed.
    let rendered: @Sendable (String) -> String

    /// The environment variable: `QTP_REDIS_URL`.
    public var environmentName: String { Self.environmentName(of: name) }
    /// The key that names a file which holds a secret: `gateway.api-key-file`.
    public var fileKey: String { name + "-file" }
    /// The environment variable that names such a file: `QTP_GATEWAY_API_KEY_FILE`.
    public var fileEnvironmentName: String { Self.environmentName(of: fileKey) }

    /// How a key is spelled in the environment.
    static func environmentName(of key: String) -> String {
        "QTP_" + String(key.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
    }
}
