extension Route {
    private static let idempotencyKey = Parameter(
        "Idempotency-Key", in: .header, .text,
        "Names the command; a repeat with the same key is not carried out again. 1 to 64 letters, digits, . _ or -."
    )

    static let getStatus = Route(
        .get, "/v1/status", "Shards, owners, lag, dead letters and last event of every service",
        tag: "Operations",
        answer: .one(.status))
    static let subscribe = Route(
        .post, "/v1/commands/subscribe", "Stream an instrument's market data into the pipeline",
        tag: "Operations",
        parameters: [idempotencyKey],
        body: [ResourceField("instrument", .text, "`venue:symbol`.")], answer: .command)
    static let switchKill = Route(
        .post, "/v1/commands/kill-switch", "Stop or allow orders that open or grow a position",
        tag: "Operations",
        parameters: [idempotencyKey],
        body: [
            ResourceField("action", .word(["engage", "release"]), "Stop, or allow again."),
            ResourceField("reason", .text, "Why, for the record; 1 to 256 bytes."),
        ], answer: .command)
    static let followEvents = Route(
        .get, "/v1/events", "Everything that happens, as server-sent events", tag: "Operations",
        details:
            "An event's name is its message's type, its data the message. Its id resumes after it, without loss for as long as entries are kept, 15 minutes by default.",
        parameters: [
            Parameter("Last-Event-ID", in: .header, .eventID, "Resume after this event."), .instrument,
        ], answer: .events)
    static let getOpenAPI = Route(
        .get, "/openapi.json", "This document", tag: "Service",
        answer: .other(contentType: "application/json"),
        isPublic: true)
    static let getDocumentation = Route(
        .get, "/docs", "This document for a reader", tag: "Service", answer: .other(contentType: "text/html"),
        isPublic: true)
    static let getLiveness = Route(
        .get, "/livez", "Whether the process lives", tag: "Service",
        answer: .other(contentType: "text/plain"),
        isPublic: true)
    static let getReadiness = Route(
        .get, "/readyz", "Whether it can serve", tag: "Service", answer: .other(contentType: "text/plain"),
        isPublic: true)
}
