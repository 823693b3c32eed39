import Domain

extension ResourceField {
    /// A column that is shown as it is.
    static func key(
        _ name: String, _ form: Form, _ summary: String, column: String? = nil, example: JSONValue? = nil
    ) -> ResourceField {
        ResourceField(name, form, summary, column: column ?? name, example: example)
    }
    /// A column of exact decimals, without the zeros the column's type adds.
    static func money(
        _ name: String, _ summary: String, column: String? = nil, example: JSONValue? = nil
    ) -> ResourceField {
        ResourceField(
            name, .decimal, summary, column: "trim_scale(\(column ?? name))", example: example)
    }
    /// The instrument of a record.
    static let instrument = key("instrument", .instrument, "`venue:symbol`.")
    /// The interval of a bar.
    static let intervalOfBar = key(
        "interval", .word(Interval.allCases.map(\.rawValue)), "Length of the bar.", example: "30m")
    /// The start of a bar.
    static let openedAt = key("openedAt", .timestamp, "Start of the bar.", column: "opened_at")
}

extension Listing.Key {
    static let instrument = Self(column: "instrument", type: "text")
    static let interval = Self(column: "interval", type: "text")
    static let openedAt = Self(column: "opened_at", type: "bigint")
}

extension Listing {
    /// Records of one bar each.
    static func ofBars(
        _ table: String, further: [Key] = [], identity: [Key] = [], filters: [(String, String)] = []
    ) -> Listing {
        Listing(
            table: table, keys: [.openedAt, .instrument, .interval] + further, identity: identity,
            filters: [
                ("instrument", "instrument = $"), ("interval", "interval = $"),
                ("from", "opened_at >= $::bigint"), ("to", "opened_at < $::bigint"),
            ] + filters)
    }
}
