import Domain
import Webhooks

extension Resource {
    private static func list(_ name: String, _ words: [String]?, _ summary: String) -> ResourceField {
        ResourceField(
            name, .list(words.map { .word($0) } ?? .text), summary, column: "(filter->'\(name)')::text")
    }

    /// A webhook as anybody may see it: of its address, which often is a password, the host alone.
    public static let webhook = Resource(
        "Webhook", "Who is told what over HTTP.",
        [
            .key("id", .text, "Unique for ever.", column: "webhook_id"),
            .key("label", .text, "What its owner calls it."),
            .key("format", .word(WebhookFormat.allCases.map(\.rawValue)), "The form of the bodies."),
            .key("host", .text, "The host of its address; the rest is not shown."),
            ResourceField(
                "hasAuthorization", .boolean, "Whether requests carry an Authorization header.",
                column: "has_authorization::text"),
            list("events", WebhookEvent.allCases.map(\.rawValue), "Types of events it wants."),
            ResourceField(
                "instruments", .list(.instrument), "Only these; empty for all.",
                column: "(filter->'instruments')::text"),
            list("intervals", Interval.allCases.map(\.rawValue), "Only these; empty for all."),
            list("engines", nil, "Only signals of these; empty for all."),
            list(
                "directions", Direction.allCases.map(\.rawValue),
                "Only signals and decisions of these; empty for all."),
            list("statuses", Order.Status.allCases.map(\.rawValue), "Only orders in these; empty for all."),
            ResourceField(
                "minimumStrength", .decimal, "Of signals, and of decisions' scores, 0 to 1.",
                column: "filter->>'minimumStrength'", example: "0.5"),
            ResourceField("isEnabled", .boolean, "Whether it is served.", column: "enabled::text"),
            .key(
                "disabledReason", .text, "Why it was switched off; empty otherwise.",
                column: "disabled_reason"),
            ResourceField(
                "failingSince", .timestamp, "Since when nothing was delivered; null while all is well.",
                isNullable: true, column: "failing_since::text"),
            .key("createdBy", .text, "The key that made it.", column: "created_by"),
            .key("createdAt", .timestamp, "When it was made.", column: "created_at"),
            .key("updatedAt", .timestamp, "When it was last changed.", column: "updated_at"),
        ],
        listing: Listing(
            table: "webhooks",
            keys: [
                .init(column: "created_at", type: "bigint"), .init(column: "webhook_id", type: "text"),
            ],
            identity: [.init(column: "webhook_id", type: "text")], filters: []))

    /// One event for one webhook.
    static let webhookDelivery = Resource(
        "WebhookDelivery", "One event for one webhook, and what became of it.",
        [
            .key("id", .text, "The same at every attempt; X-QTP-Delivery.", column: "delivery_id"),
            .key("eventID", .text, "The event's own id.", column: "event_id"),
            .key("event", .word(WebhookEvent.allCases.map(\.rawValue)), "Its type.", column: "event_type"),
            .key("instrument", .text, "`venue:symbol`; empty for what concerns none."),
            .key("occurredAt", .timestamp, "When the event happened.", column: "occurred_at"),
            .key("state", .word(["pending", "sent", "dead"]), "Waits, was taken, or was given up."),
            .key("attempts", .integer, "Attempts since it was last put in line."),
            .key("nextAttemptAt", .timestamp, "Not before then; 0 for at once.", column: "next_attempt_at"),
            ResourceField(
                "lastStatus", .integer, "The receiver's last HTTP status; null for none.", isNullable: true,
                column: "last_status::text"),
            .key("lastError", .text, "What went wrong last; empty otherwise.", column: "last_error"),
            .key("createdAt", .timestamp, "When it was put in line first.", column: "created_at"),
            ResourceField(
                "finishedAt", .timestamp, "When it was sent or given up; null while it waits.",
                isNullable: true,
                column: "finished_at::text"),
        ],
        listing: Listing(
            table: "webhook_deliveries", keys: [.init(column: "sequence", type: "bigint")],
            filters: [
                ("id", "webhook_id = $"), ("state", "state = $"), ("event", "event_type = $"),
                ("from", "occurred_at >= $::bigint"), ("to", "occurred_at < $::bigint"),
            ]))

    static let webhookSecret = Resource(
        "WebhookSecret", "What a webhook's requests are signed with.",
        [
            ResourceField("id", .text, "The webhook."),
            ResourceField(
                "secret", .text, "The key of HMAC-SHA-256, as text.", example: "whsec_0123456789abcdef"),
            ResourceField("version", .integer, "Grows by one with every new secret."),
        ])

    static let webhookRemoval = Resource(
        "WebhookRemoval", "A webhook that is gone.",
        [
            ResourceField("id", .text, "The webhook."),
            ResourceField("isDeleted", .boolean, "Always true."),
        ])

    static let webhookTest = Resource(
        "WebhookTest", "How a receiver took a sample.",
        [
            ResourceField("isDelivered", .boolean, "Whether the receiver answered 2xx."),
            ResourceField(
                "status", .integer, "The receiver's HTTP status; null for no answer.", isNullable: true),
            ResourceField("error", .text, "What went wrong; empty otherwise."),
            ResourceField("answer", .text, "The start of the receiver's answer."),
            ResourceField("sentBody", .text, "The body that was sent, as JSON text."),
        ])

    static let webhookRequeue = Resource(
        "WebhookRequeue", "What was put in line again.",
        [
            ResourceField("id", .text, "The webhook."),
            ResourceField("requeued", .integer, "Deliveries that were put in line again."),
            ResourceField("added", .integer, "Events of the history that the webhook never had."),
        ])
}
