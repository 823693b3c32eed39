extension Route {
    static let getStatus = Route(
        .get, "/v1/status", "Shards, owners, lag, dead letters and last event of every service",
        group: .operations, access: .key(.read),
        details:
            "Ask when something seems to stand still: a service without an owner or with growing lag is the one to look at. For a probe take GET /readyz.",
        answer: .one(.status))
    static let subscribe = Route(
        .post, "/v1/commands/subscribe", "Stream an instrument's market data into the pipeline",
        group: .operations, access: .key(.paper),
        details:
            "Before an instrument can have bars and decisions, its data has to flow; what flows already stays as it is.",
        body: [ResourceField("instrument", .instrument, "Which one, `venue:symbol`.")], answer: .command)
    static let unsubscribe = Route(
        .post, "/v1/commands/unsubscribe", "Stop streaming an instrument's market data", group: .operations,
        access: .key(.paper),
        details:
            "What is stored stays. Without new bars nothing is decided any more, so close what is held of it first.",
        body: [ResourceField("instrument", .instrument, "Which one, `venue:symbol`.")], answer: .command)
    static let switchKill = Route(
        .post, "/v1/commands/kill-switch", "Stop or allow orders that open or grow a position",
        group: .operations, access: .key(.paper),
        details:
            "For emergencies. While it is engaged, orders that reduce what is held still go through; GET /v1/risk-limits shows its state.",
        body: [
            ResourceField("action", .word(["engage", "release"]), "`engage` stops, `release` allows again."),
            ResourceField(
                "reason", .text, "Why, for the record; 1 to 256 characters.", limit: .length(1...256),
                example: "News at 14:00"),
        ], answer: .command)
    static let followEvents = Route(
        .get, "/v1/events", "Follow everything that happens, as server-sent events", group: .operations,
        access: .key(.read),
        details:
            "An event's name is its topic, its data a document with the record in `data`. Its id resumes after it, at any gateway and without loss for as long as entries are kept, 15 minutes by default; where something is gone an event `gap` says so.",
        parameters: [
            Parameter(
                "topic", .words(EventTopic.allCases.map(\.rawValue)),
                "Topics, separated by commas; all by default."),
            .instrument, .interval,
            Parameter(
                "snapshot", .integer(0...1_000),
                "Start with an event `snapshot` for each topic, of so many of its newest records."),
            Parameter("cursor", .eventID, "As `Last-Event-ID`, for clients that cannot send headers."),
            Parameter(
                "token", .name(1...1_000),
                "A short-lived token of POST /v1/tokens, for browsers, whose EventSource cannot send headers. Never a key."
            ),
            Parameter("Last-Event-ID", in: .header, .eventID, "Resume after this event."),
        ], answer: .events, refusals: [503: "Too many clients follow events already."])
}
