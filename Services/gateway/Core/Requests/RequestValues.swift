public import Domain

/// The values of a request, checked against its route's parameters.
public struct RequestValues: Sendable, Equatable {
    private var values: [String: String] = [:]

    /// Checks all values, and names all faults at once.
    ///
    /// - Parameters:
    ///   - parameters: What the route declares.
    ///   - query: The query's names and values.
    ///   - header: Gives a header's value.
    ///   - path: Gives a path parameter's value, with its escapes undone.
    /// - Throws: ``Problem`` with one fault for every value that cannot be used and every unknown query parameter.
    public init(
        _ parameters: [Parameter], query: [(name: String, value: String)],
        header: (String) -> String? = { _ in nil }, path: (String) -> String? = { _ in nil }
    ) throws(Problem) {
        var faults: [Problem.Fault] = []
        for item in query where !parameters.contains(where: { $0.place == .query && $0.name == item.name }) {
            faults.append(
                .init(["query", item.name], "is no parameter of this operation", kind: "extra_forbidden"))
        }
        /// An empty value is none.
        func given(_ name: String) -> [String] {
            query.filter { $0.name == name && !$0.value.isEmpty }.map(\.value)
        }
        // Who asks for a sample has nothing to ask for yet.
        let isSample = parameters.contains(.example) && given(Parameter.example.name).last == "true"
        for parameter in parameters {
            let values = parameter.place == .query ? given(parameter.name) : []
            if values.count > 1, !parameter.isList {
                faults.append(
                    .init(
                        ["query", parameter.name], "stands there \(values.count) times; send one value",
                        kind: "value_error"))
                continue
            }
            let text: String? =
                switch parameter.place {
                case .query: values.isEmpty ? nil : values.joined(separator: ",")
                case .header: header(parameter.name)
                case .path: path(parameter.name)
                }
            guard let text, !text.isEmpty else {
                if parameter.isRequired, !(isSample && parameter.place == .query) {
                    faults.append(
                        .init([parameter.place.rawValue, parameter.name], "is required", kind: "missing"))
                }
                continue
            }
            if let fault = Self.fault(of: text, parameter.form) {
                faults.append(
                    .init([parameter.place.rawValue, parameter.name], fault.message, kind: fault.kind))
            } else {
                self.values[parameter.name] = text
            }
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        for parameter in parameters where parameter.form == .eventID {
            guard let text = values[parameter.name], EventCursor(text) == nil else { continue }
            throw .unknownCursor([parameter.place.rawValue, parameter.name])
        }
    }

    /// All values, by name.
    var sorted: [(name: String, value: String)] {
        values.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }

    /// A value's text; nil where the request has none.
    public func text(_ name: String) -> String? { values[name] }
    /// A value as a whole number.
    public func integer(_ name: String) -> Int? { values[name].flatMap(Int.init) }
    /// Whether a value is there and true.
    public func isTrue(_ name: String) -> Bool { values[name] == "true" }
    /// A value as an instrument.
    public func instrument(_ name: String) -> InstrumentID? { values[name].flatMap { InstrumentID($0) } }

    /// A value as a place in the event streams.
    public func eventCursor(_ name: String) -> EventCursor? { values[name].flatMap { EventCursor($0) } }

    /// What is wrong with a value, for a program and for a person; the kinds are those of ``BodyCheck``.
    private static func fault(of text: String, _ form: Parameter.Form) -> (kind: String, message: String)? {
        // Legal in a URL, and in no text of a database.
        guard !text.utf8.contains(0) else { return (mismatch, "must not hold a zero byte") }
        return switch form {
        case .instrument: InstrumentText.accepts(text) ? nil : (mismatch, InstrumentText.rule)
        case .interval: Interval(rawValue: text) != nil ? nil : literal(Interval.allCases.map(\.rawValue))
        case .timestamp:
            Int64(text).map(TimestampText.accepts) == true ? nil : ("int_parsing", TimestampText.rule)
        case .integer(let range):
            Int(text).map(range.contains) == true
                ? nil
                : ("int_parsing", "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        case .word(let words): words.contains(text) ? nil : literal(words)
        case .words(let words):
            text.split(separator: ",", omittingEmptySubsequences: false)
                .allSatisfy { words.contains(String($0)) }
                ? nil : (mismatch, "must be words separated by commas, of \(words.joined(separator: ", "))")
        case .eventID:
            EventCursor.hasForm(text)
                ? nil
                : (
                    mismatch,
                    "is no event's id; send the id of the last event you saw, or milliseconds since 1970 UTC"
                )
        case .boolean: ["true", "false"].contains(text) ? nil : ("bool_parsing", "must be true or false")
        case .name(let range): NameText(range).accepts(text) ? nil : (mismatch, NameText(range).rule)
        case .id, .slashedID:
            (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { (33...126).contains($0) }
                ? nil : (mismatch, "must be 1 to 128 printable characters without blanks")
        case .cursor: NameText(1...512).accepts(text) ? nil : (mismatch, "is no cursor")
        case .text:
            text.unicodeScalars.count > 128 ? ("string_too_long", "must have at most 128 characters") : nil
        }
    }

    private static let mismatch = "string_pattern_mismatch"

    private static func literal(_ words: [String]) -> (kind: String, message: String) {
        ("literal_error", "must be one of \(words.joined(separator: ", "))")
    }
}
