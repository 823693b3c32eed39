public import Domain
import FoundationEssentials

/// What a job is to work on: texts by name, as its kind declares them.
public struct JobParameters: Sendable, Hashable {
    private let values: [String: String]

    /// Texts by name; an empty one counts as absent.
    public init(_ values: [String: String]) { self.values = values.filter { !$0.value.isEmpty } }

    /// Reads ``json``; nil for anything but an object of texts.
    public init?(json: String) {
        guard let values = try? JSONDecoder().decode([String: String].self, from: Data(json.utf8)) else {
            return nil
        }
        self.init(values)
    }

    /// An object of texts, its names in order: equal parameters give equal text.
    public var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(values) else {
            preconditionFailure("texts can always be encoded")
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// The names that have a value.
    public var names: [String] { values.keys.sorted() }
    /// A value's text.
    public func text(_ name: String) -> String? { values[name] }
    /// A value as an instrument.
    public func instrument(_ name: String) -> InstrumentID? { values[name].flatMap { InstrumentID($0) } }
    /// A value as an interval.
    public func interval(_ name: String) -> Interval? { values[name].flatMap(Interval.init(rawValue:)) }
    /// A value as a moment.
    public func timestamp(_ name: String) -> Timestamp? {
        values[name].flatMap { Int64($0) }.map { Timestamp(milliseconds: $0) }
    }
    /// Starts of the bars that are wanted, from the values `from` and `to`; nil where there is neither.
    public var range: Range<Timestamp>? {
        guard values["from"] != nil || values["to"] != nil else { return nil }
        let lower = timestamp("from") ?? Timestamp(milliseconds: 0)
        let upper = timestamp("to") ?? Timestamp(milliseconds: .max)
        return lower < upper ? lower..<upper : nil
    }
}
