public import Domain

/// A type a setting can have: read from text, and printed to text again.
public protocol SettingValue: Sendable {
    /// How the type is named in documentation.
    static var typeName: String { get }
    /// Whether its text is a list, which YAML may write as a sequence.
    static var isList: Bool { get }
    /// Whether its text must never be printed.
    static var isSecret: Bool { get }
    /// Reads the text; nil when it has not the type's form.
    init?(settingText: String)
    /// The text again, without secrets.
    var settingText: String { get }
}

extension SettingValue {
    /// One value.
    public static var isList: Bool { false }
    /// Open to all.
    public static var isSecret: Bool { false }
}

extension Int: SettingValue {
    public static var typeName: String { "integer" }
    public init?(settingText: String) { self.init(settingText) }
    public var settingText: String { description }
}

extension Bool: SettingValue {
    public static var typeName: String { "boolean" }
    public init?(settingText: String) {
        switch settingText.lowercased() {
        case "true", "yes", "1": self = true
        case "false", "no", "0": self = false
        default: return nil
        }
    }
    public var settingText: String { description }
}

extension String: SettingValue {
    public static var typeName: String { "text" }
    public init?(settingText: String) { self = settingText }
    public var settingText: String { self }
}

extension Double: SettingValue {
    public static var typeName: String { "number" }
    public init?(settingText: String) {
        guard let value = Double(settingText), value.isFinite else { return nil }
        self = value
    }
    public var settingText: String { description }
}

extension Secret: SettingValue {
    public static var typeName: String { "secret" }
    public static var isSecret: Bool { true }
    public init?(settingText: String) { self.init(settingText) }
    public var settingText: String { description }
}

extension ConnectionURL: SettingValue {
    public static var typeName: String { "URL" }
    public init?(settingText: String) { self.init(settingText) }
    public var settingText: String { description }
}

extension Rate: SettingValue {
    public static var typeName: String { "decimal" }
    public init?(settingText: String) { self.init(settingText) }
    public var settingText: String { description }
}

extension Notional: SettingValue {
    public static var typeName: String { "decimal" }
    public init?(settingText: String) { self.init(settingText) }
    public var settingText: String { description }
}

extension Interval: SettingValue {
    public static var typeName: String { "interval" }
    public init?(settingText: String) { self.init(rawValue: settingText) }
    public var settingText: String { rawValue }
}

extension InstrumentID: SettingValue {
    public static var typeName: String { "venue:symbol" }
    public init?(settingText: String) { self.init(settingText) }
    public var settingText: String { description }
}

/// One of a fixed set of words, in configuration.
public protocol SettingWord: SettingValue, RawRepresentable<String>, CaseIterable {}

extension SettingWord {
    /// The words themselves.
    public static var typeName: String { allCases.map(\.rawValue).joined(separator: " \\| ") }
    /// Reads one of the words.
    public init?(settingText: String) { self.init(rawValue: settingText) }
    /// The word.
    public var settingText: String { rawValue }
}

extension Array: SettingValue where Element: SettingValue {
    public static var typeName: String { "list of \(Element.typeName)" }
    public static var isList: Bool { true }
    public init?(settingText: String) {
        var values: [Element] = []
        for part in settingText.split(separator: ",") {
            let trimmed = part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
            guard let value = Element(settingText: String(trimmed)) else { return nil }
            values.append(value)
        }
        self = values
    }
    public var settingText: String { map(\.settingText).joined(separator: ",") }
}
