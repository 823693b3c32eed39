import Domain

/// What a client wants to follow, as it asks for it.
public struct EventRequest: Sendable, Equatable {
    /// Which events.
    public let filter: EventFilter
    /// After which it resumes; nil for what happens from now on.
    public let cursor: EventCursor?
    /// How many records of each topic it starts from; nil where it wants none.
    public let snapshot: Int?

    /// Topics of one subscription and their records, unless the client says how many.
    static let defaultSnapshot = 100

    /// Reads the checked values of a request to ``Operation/followEvents``.
    ///
    /// A client that comes back names its place; it has its state, and needs none to start from.
    public init(_ values: RequestValues) throws(Problem) {
        let topics = (values.text("topic") ?? "").split(separator: ",").compactMap {
            EventTopic(rawValue: String($0))
        }
        filter = EventFilter(
            topics: topics.isEmpty ? Set(EventTopic.allCases) : Set(topics),
            instrument: values.instrument("instrument"),
            interval: values.text("interval").flatMap(Interval.init(rawValue:)))
        cursor = values.eventCursor("Last-Event-ID") ?? values.eventCursor("cursor")
        let count = values.integer("snapshot") ?? 0
        snapshot = count > 0 && cursor == nil ? count : nil
    }
}

extension EventRequest {
    private static let names: Set<String> = ["topic", "instrument", "interval", "cursor", "snapshot"]

    /// Reads a subscription: `topic`, a name or a list of names, and `instrument`, `interval`, `cursor`, `snapshot`.
    ///
    /// - Throws: ``Problem`` with every fault.
    public init(_ document: JSONValue) throws(Problem) {
        guard case .object(let members) = document else {
            throw .invalid([.init(["body"], "must be an object", kind: "dict_type")])
        }
        var faults = members.filter { !Self.names.contains($0.name) }
            .map {
                Problem.Fault(["body", $0.name], "is no field of a subscription", kind: "extra_forbidden")
            }
        func check<Value>(_ name: String, _ rule: String, _ read: (JSONValue) -> Value?) -> Value? {
            guard let given = document[name], given != .null else { return nil }
            let value = read(given)
            if value == nil { faults.append(.init(["body", name], rule, kind: "value_error")) }
            return value
        }
        let words = EventTopic.allCases.map(\.rawValue).joined(separator: ", ")
        let topics = check("topic", "must be one or a list of \(words)", Self.topics)
        let instrument = check("instrument", "must be venue:symbol") {
            Self.text($0).flatMap { InstrumentID($0) }
        }
        let interval = check("interval", "must be a length of bars, such as 30m") {
            Self.text($0).flatMap(Interval.init(rawValue:))
        }
        let cursor = check(
            "cursor", "is no event's cursor; send the last one you were given, or milliseconds since 1970 UTC"
        ) { Self.text($0).flatMap { EventCursor($0) } }
        let count = check("snapshot", "must be a whole number from 0 to 1000") { given -> Int? in
            guard case .integer(let count) = given, (0...1_000).contains(count) else { return nil }
            return Int(count)
        }
        if document["topic"] == nil {
            faults.append(
                .init(["body", "topic"], "is required: one or a list of \(words)", kind: "missing"))
        }
        guard faults.isEmpty, let topics else { throw .invalid(faults) }
        filter = EventFilter(topics: topics, instrument: instrument, interval: interval)
        self.cursor = cursor
        let records = count ?? Self.defaultSnapshot
        snapshot = cursor == nil && records > 0 ? records : nil
    }

    private static func text(_ value: JSONValue) -> String? {
        if case .text(let text) = value { text } else { nil }
    }

    private static func topics(_ value: JSONValue) -> Set<EventTopic>? {
        let names: [String?] =
            switch value {
            case .text(let name): [name]
            case .array(let items): items.map(text)
            case .null, .boolean, .integer, .number, .object, .raw: []
            }
        let topics = names.compactMap { $0.flatMap(EventTopic.init(rawValue:)) }
        return topics.count == names.count && !topics.isEmpty ? Set(topics) : nil
    }
}

extension EventFilter {
    /// Names the subscription on its connection.
    public var name: String {
        let topics = EventTopic.allCases.filter(topics.contains).map(\.rawValue).joined(separator: ",")
        return "\(topics)/\(instrument?.description ?? "*")/\(interval?.rawValue ?? "*")"
    }
}
