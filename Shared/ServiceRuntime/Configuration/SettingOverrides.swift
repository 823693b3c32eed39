/// Settings that differ from a deployment's, in one text: `confirmer.threshold=0.4; executor.capital=50000`.
public struct SettingOverrides: Sendable, Equatable {
    /// Texts by key.
    let values: [String: String]

    /// Reads the text and checks every value.
    ///
    /// - Parameters:
    ///   - text: `key=value`, separated by semicolons or line ends; may be empty.
    ///   - schema: The keys that may differ.
    /// - Throws: ``ConfigurationError`` for the first thing that is wrong.
    public init(_ text: String, within schema: SettingsSchema) throws(ConfigurationError) {
        var values: [String: String] = [:]
        for part in text.split(whereSeparator: { $0 == ";" || $0.isNewline }) {
            let words = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { $0.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed() }
                .map { String($0) }
            if words == [""] { continue }
            let key = words[0]
            guard let setting = schema.settings.first(where: { $0.name == key }) else {
                let nearest = NearestName.find(key, among: schema.settings.map(\.name))
                throw .unknownKey(key, source: Self.source, nearest: nearest)
            }
            let value = words.count == 2 ? words[1] : ""
            if let problem = setting.problem(value) {
                throw .invalid(key: key, source: Self.source, text: value, problem: problem)
            }
            guard values.updateValue(value, forKey: key) == nil else {
                throw .invalid(key: key, source: Self.source, text: value, problem: "is there twice")
            }
        }
        self.values = values
    }

    /// What a refusal calls the text.
    static let source = "the settings"
}
