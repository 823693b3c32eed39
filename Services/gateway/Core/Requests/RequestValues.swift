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
        let known = Set(parameters.filter { $0.place == .query }.map(\.name))
        for item in query where !known.contains(item.name) {
            faults.append(
                .init(["query", item.name], "is no parameter of this operation", kind: "extra_forbidden"))
        }
        for parameter in parameters {
            let text: String? =
                switch parameter.place {
                case .query: query.last { $0.name == parameter.name }?.value
                case .header: header(parameter.name)
                case .path: path(parameter.name)
                }
            guard let text, !text.isEmpty else {
                if parameter.isRequired {
                    faults.append(
                        .init([parameter.place.rawValue, parameter.name], "is required", kind: "missing"))
                }
                continue
            }
            if let message = Self.problem(text, parameter.form) {
                faults.append(
                    .init([parameter.place.rawValue, parameter.name], message, kind: "value_error"))
            } else {
                values[parameter.name] = text
            }
        }
        guard faults.isEmpty else { throw .invalid(faults) }
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

    private static func problem(_ text: String, _ form: Parameter.Form) -> String? {
        // Legal in a URL, and in no text of a database.
        guard !text.utf8.contains(0) else { return "must not hold a zero byte" }
        return switch form {
        case .instrument: InstrumentText.accepts(text) ? nil : InstrumentText.rule
        case .interval:
            Interval(rawValue: text) == nil
                ? "must be one of \(Interval.allCases.map(\.rawValue).joined(separator: ", "))" : nil
        case .timestamp: Int64(text).map(TimestampText.accepts) == true ? nil : TimestampText.rule
        case .integer(let range):
            Int(text).map(range.contains) == true
                ? nil : "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .word(let words): words.contains(text) ? nil : "must be one of \(words.joined(separator: ", "))"
        case .words(let words):
            text.split(separator: ",", omittingEmptySubsequences: false)
                .allSatisfy { words.contains(String($0)) }
                ? nil : "must be words separated by commas, of \(words.joined(separator: ", "))"
        case .eventID: EventCursor(text) == nil ? "is no event's id" : nil
        case .boolean: ["true", "false"].contains(text) ? nil : "must be true or false"
        case .name(let range): NameText(range).accepts(text) ? nil : NameText(range).rule
        case .id, .slashedID:
            (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { (33...126).contains($0) }
                ? nil : "must be 1 to 128 printable characters without blanks"
        case .cursor:
            (1...512).contains(text.utf8.count) && NameText(1...512).accepts(text)
                ? nil : "is no cursor of this list"
        case .text: text.unicodeScalars.count > 128 ? "must have at most 128 characters" : nil
        }
    }
}
