import Domain
public import Webhooks

/// What somebody wants of a webhook, but for its address.
public struct WebhookDefinition: Sendable, Equatable {
    /// What its owner calls it; may be empty.
    public var label: String
    /// The form of the bodies.
    public var format: WebhookFormat
    /// Which events it wants.
    public var filter: WebhookFilter
    /// Whether anything is put down for it, and sent.
    public var isEnabled: Bool

    /// A webhook as it is stored.
    public init(label: String, format: WebhookFormat, filter: WebhookFilter, isEnabled: Bool) {
        self.label = label
        self.format = format
        self.filter = filter
        self.isEnabled = isEnabled
    }

    /// A webhook as the body of a request describes it; what is absent lets everything pass.
    ///
    /// - Throws: ``Problem`` that names what cannot be used.
    public init(_ body: JSONValue) throws(Problem) {
        let blank = WebhookDefinition(
            label: "", format: .generic, filter: WebhookFilter(events: []), isEnabled: true)
        self = try blank.changed(by: body)
    }

    /// The same with what the body of a request says instead.
    ///
    /// - Throws: ``Problem`` that names what cannot be used.
    public func changed(by body: JSONValue) throws(Problem) -> WebhookDefinition {
        var next = self
        if let label = body.text("label") { next.label = label }
        if let format = body.text("format").flatMap(WebhookFormat.init) { next.format = format }
        if let isEnabled = body.boolean("isEnabled") { next.isEnabled = isEnabled }
        next.filter.events = Self.words("events", of: body) ?? filter.events
        next.filter.intervals = Self.words("intervals", of: body) ?? filter.intervals
        next.filter.directions = Self.words("directions", of: body) ?? filter.directions
        next.filter.statuses = Self.words("statuses", of: body) ?? filter.statuses
        next.filter.engines = Self.texts("engines", of: body) ?? filter.engines
        next.filter.instruments =
            Self.texts("instruments", of: body)?.compactMap { InstrumentID($0) } ?? filter.instruments
        if let text = body.text("minimumStrength") {
            guard let strength = Rate(text), (Rate.zero...Rate(whole: 1)).contains(strength) else {
                throw .invalid([
                    .init(
                        ["body", "minimumStrength"], "must be decimal text from 0 to 1", kind: "value_error")
                ])
            }
            next.filter.minimumStrength = strength
        }
        return next
    }

    private static func texts(_ name: String, of body: JSONValue) -> [String]? {
        guard case .array(let items) = body[name] else { return nil }
        return items.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }

    private static func words<Word: RawRepresentable<String>>(_ name: String, of body: JSONValue) -> [Word]? {
        texts(name, of: body)?.compactMap(Word.init)
    }
}
