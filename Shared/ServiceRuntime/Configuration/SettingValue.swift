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

extension SettingValue where Self: LosslessStringConvertible {
    /// Reads what the type prints.
    public init?(settingText: String) { self.init(settingText) }
    /// What the type prints.
    public var settingText: String { description }
}

extension Int: SettingValue {
    /// A whole number.
    public static var typeName: String { "integer" }
}

extension String: SettingValue {
    /// Any text.
    public static var typeName: String { "text" }
}

extension Rate: SettingValue {
    /// Exact decimal text.
    public static var typeName: String { "decimal" }
}

extension Notional: SettingValue {
    /// Exact decimal text.
    public static var typeName: String { "decimal" }
}

extension Bool: SettingValue {
    /// Yes or no.
    public static var typeName: String { "boolean" }
    /// Reads `true`, `yes`, `1` and their opposites.
    public init?(settingText: String) {
        switch settingText.lowercased() {
        case "true", "yes", "1": self = true
        case "false", "no", "0": self = false
        default: return nil
        }
    }
}

extension Double: SettingValue {
    /// A binary fraction.
    public static var typeName: String { "number" }
    /// Reads a finite number.
    public init?(settingText: String) {
        guard let value = Double(settingText), value.isFinite else { return nil }
        self = value
    }
}

extension Secret: SettingValue {
    /// Text that is never shown.
    public static var typeName: String { "secret" }
    /// Hidden from all.
    public static var isSecret: Bool { true }
    /// Hides the text.
    public init?(settingText: String) { self.init(settingText) }
    /// The redaction.
    public var settingText: String { description }
}

extension ConnectionURL: SettingValue {
    /// An address.
    public static var typeName: String { "URL" }
    /// Reads an address.
    public init?(settingText: String) { self.init(settingText) }
    /// The address without its password.
    public var settingText: String { description }
}

extension Interval: SettingValue {
    /// A bar's length.
    public static var typeName: String { "interval" }
    /// Reads `30m`.
    public init?(settingText: String) { self.init(rawValue: settingText) }
    /// `30m`.
    public var settingText: String { rawValue }
}

extension InstrumentID: SettingValue {
    /// A venue and its symbol.
    public static var typeName: String { "venue:symbol" }
    /// Reads `venue:symbol`.
    public init?(settingText: String) { self.init(settingText) }
    /// `venue:symbol`.
    public var settingText: String { description }
}

/// One of a fixed set of words, in configuration.
public protocol SettingWord: SettingValue, RawRepresentable<String>, CaseIterable {}

extension SettingWord {
    /// The words themselves.
    public static var typeName: String { allCases.map(\.rawValue).joined(separator: " | ") }
    /// Reads one of the words.
    public init?(settingText: String) { self.init(rawValue: settingText) }
    /// The word.
    public var settingText: String { rawValue }
}

extension Array: SettingValue where Element: SettingValue {
    /// Many of one type.
    public static var typeName: String { "list of \(Element.typeName)" }
    /// A list.
    public static var isList: Bool { true }
    /// Reads values joined by commas; blanks around them do not count.
    public init?(settingText: String) {
        var values: [Element] = []
        for part in settingText.split(separator: ",") {
            let trimmed = part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
            guard let value = Element(settingText: String(trimmed)) else { return nil }
            values.append(value)
        }
        self = values
    }
    /// The values joined by commas.
    public var settingText: String { map(\.settingText).joined(separator: ",") }
}
