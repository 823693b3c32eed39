/// One value a request may carry.
public struct Parameter: Sendable, Equatable {
    /// Where it is carried.
    public enum Place: String, Sendable {
        case path, query, header
    }
    /// What its text must look like.
    public enum Form: Sendable, Equatable {
        /// `venue:symbol`.
        case instrument
        /// `30m`.
        case interval
        /// Milliseconds since the Unix epoch, UTC.
        case timestamp
        /// A whole number in a range.
        case integer(ClosedRange<Int>)
        /// One of some words.
        case word([String])
        /// Some words, separated by commas.
        case words([String])
        /// The id of a server-sent event: as long as there are streams and shards.
        case eventID
        /// True or false.
        case boolean
        /// So many letters, digits, dots, underscores and dashes.
        case name(ClosedRange<Int>)
        /// An id in a path: one component of it.
        case id
        /// An id with slashes inside, which clients may or may not escape: one component of the path or more.
        case slashedID
        /// Where a page starts.
        case cursor
        /// Any text of up to 128 characters.
        case text
    }
    /// Its name.
    public let name: String
    /// Where it is carried.
    public let place: Place
    /// What its text must look like.
    public let form: Form
    /// What it means.
    public let summary: String
    /// Whether the request makes no sense without it.
    public let isRequired: Bool

    init(_ name: String, in place: Place = .query, _ form: Form, _ summary: String, isRequired: Bool = false)
    {
        self.name = name
        self.place = place
        self.form = form
        self.summary = summary
        self.isRequired = isRequired
    }

    /// Whether it may stand in a query several times, and its values together are one list.
    var isList: Bool { if case .words = form { true } else { false } }

    /// Filters by instrument.
    public static let instrument = Parameter(
        "instrument", .instrument, "Only this instrument, `venue:symbol`.")
    /// Filters by interval.
    public static let interval = Parameter("interval", .interval, "Only bars of this length.")
    /// Filters by time.
    public static let from = Parameter("from", .timestamp, "Only from this moment on, milliseconds UTC.")
    /// Filters by time.
    public static let to = Parameter("to", .timestamp, "Only before this moment, milliseconds UTC.")
    /// Pages.
    public static let paging = [
        Parameter("order", .word(["desc", "asc"]), "Newest first (desc, the default) or oldest first."),
        Parameter("limit", .integer(1...1_000), "Records of a page, 100 by default."),
        Parameter("cursor", .cursor, "Where the page starts: `next` of the page before."),
    ]

    /// The id of one record.
    static func id(_ summary: String) -> Parameter {
        Parameter("id", in: .path, .id, summary, isRequired: true)
    }
    /// The id of one record of one bar, in which slashes stand.
    static func slashedID(_ summary: String) -> Parameter {
        Parameter("id", in: .path, .slashedID, summary, isRequired: true)
    }
    /// A sample answer, for tools that learn an answer's form from one call.
    public static let example = Parameter(
        "example", .boolean,
        "true answers with a complete made-up sample, in which every field is filled, instead of real data.")
    /// Names a change.
    public static let idempotencyKey = Parameter(
        "Idempotency-Key", in: .header, .name(0...64),
        "Your own name for this request; a repeat with the same name is not carried out again. Empty is as good as none."
    )
}
