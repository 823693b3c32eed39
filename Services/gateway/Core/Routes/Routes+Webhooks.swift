import Domain
import Webhooks

extension Route {
    private static let id = Parameter("id", in: .path, .name(1...64), "The webhook.", isRequired: true)
    private static let withoutSecret = [
        409: "The gateway has no gateway.webhooks.secret, or the key stands for another request."
    ]

    /// What can be set, in one list for both operations that set it.
    private static func fields(isNew: Bool) -> [ResourceField] {
        [
            ResourceField(
                "url", .text,
                "Where to: http or https, without user, password or fragment. Never shown again.",
                isRequired: isNew, limit: .url(8...2_048), isSecret: true,
                example: "https://example.com/hooks/trading"),
            ResourceField(
                "authorization", .text,
                "Value of the Authorization header; empty for none. Never shown again.",
                isRequired: false, limit: .header(0...1_024), isSecret: true, example: "Bearer my-token"),
            ResourceField(
                "format", .word(WebhookFormat.allCases.map(\.rawValue)),
                "Who receives: generic, bubble, dify, discord, telegram or slack.", isRequired: isNew),
            ResourceField(
                "events", .list(.word(WebhookEvent.allCases.map(\.rawValue))), "Types of events.",
                isRequired: isNew, limit: .count(1...16), example: ["decision.made", "fill.recorded"]),
            ResourceField(
                "label", .text, "Your own name for it.", isRequired: false, limit: .length(0...128),
                example: "Bubble, production"),
            ResourceField(
                "instruments", .list(.instrument), "Only these; empty for all.", isRequired: false,
                limit: .count(0...100)),
            ResourceField(
                "intervals", .list(.word(Interval.allCases.map(\.rawValue))),
                "Only bars, signals and decisions of these; empty for all.", isRequired: false,
                limit: .count(0...16)),
            ResourceField(
                "engines", .list(.text), "Only signals of these engines; empty for all.", isRequired: false,
                limit: .count(0...16), example: ["cipher-engine"]),
            ResourceField(
                "directions", .list(.word(Direction.allCases.map(\.rawValue))),
                "Only signals and decisions of these; empty for all. Leave out flat to hear of opinions only.",
                isRequired: false, limit: .count(0...3), example: ["long", "short"]),
            ResourceField(
                "statuses", .list(.word(Order.Status.allCases.map(\.rawValue))),
                "Only orders in these states; empty for all.", isRequired: false, limit: .count(0...6)),
            ResourceField(
                "minimumStrength", .decimal,
                "Only signals at least this sure, and decisions at least this clear: from 0, for all, to 1.",
                isRequired: false, limit: .amount(.fraction), example: "0.5"),
            ResourceField("isEnabled", .boolean, "Whether it is served.", isRequired: false),
        ]
    }

    static let createWebhook = Route(
        .post, "/v1/webhooks", "Have events sent to a URL", group: .integrations, access: .key(.admin),
        details:
            "Events are sent from now on, each at least once, signed with the webhook's secret (GET /v1/webhooks/{id}/secret).",
        body: fields(isNew: true), answer: .one(.webhook), success: 201, refusals: withoutSecret)
    static let listWebhooks = Route(
        .get, "/v1/webhooks", "List webhooks", group: .integrations, access: .key(.read),
        details:
            "Who is told what, whether it is switched on, and since when it fails. Addresses are shown by host alone.",
        parameters: Parameter.paging, answer: .page(.webhook))
    static let getWebhook = Route(
        .get, "/v1/webhooks/{id}", "Get one webhook", group: .integrations, access: .key(.read),
        details:
            "What it wants to hear of, and whether it is heard: `disabledReason` says why it was switched off.",
        parameters: [id],
        answer: .one(.webhook))
    static let updateWebhook = Route(
        .patch, "/v1/webhooks/{id}", "Change a webhook, or switch it off or on", group: .integrations,
        access: .key(.admin),
        details: "What is not named stays as it is. Switched on again, it goes on with what waits.",
        parameters: [id], body: fields(isNew: false), answer: .one(.webhook), refusals: withoutSecret)
    static let deleteWebhook = Route(
        .delete, "/v1/webhooks/{id}", "Delete a webhook and all its deliveries", group: .integrations,
        access: .key(.admin),
        details:
            "Nothing more is sent, and what waits is gone. To stop for a while set `isEnabled` to false instead.",
        parameters: [id], answer: .one(.webhookRemoval))
    static let getWebhookSecret = Route(
        .get, "/v1/webhooks/{id}/secret", "Get what a webhook's requests are signed with",
        group: .integrations,
        access: .key(.admin),
        details:
            "For the receiver, who checks the header X-QTP-Signature with it. The same until it is replaced.",
        parameters: [id], answer: .one(.webhookSecret), refusals: withoutSecret)
    static let rotateWebhookSecret = Route(
        .post, "/v1/webhooks/{id}/secret", "Sign a webhook's requests with a new secret",
        group: .integrations,
        access: .key(.admin), details: "The old one is of no use from the next request on.", parameters: [id],
        answer: .one(.webhook), refusals: withoutSecret)
    static let testWebhook = Route(
        .post, "/v1/webhooks/{id}/test", "Send a sample now and see how it is taken", group: .integrations,
        access: .key(.admin),
        details:
            "The sample is complete: every field is filled. With initialize it goes to Bubble's /initialize, where fields are detected.",
        parameters: [id],
        body: [
            ResourceField(
                "event", .word(WebhookEvent.allCases.map(\.rawValue)),
                "Which kind; the first the webhook wants where it is left out.", isRequired: false,
                example: "fill.recorded"),
            ResourceField(
                "initialize", .boolean, "Whether to send to the URL with /initialize at its end.",
                isRequired: false, example: false),
        ], answer: .one(.webhookTest), refusals: withoutSecret)
    static let listWebhookDeliveries = Route(
        .get, "/v1/webhooks/{id}/deliveries", "List what was sent, waits, or was given up",
        group: .integrations,
        access: .key(.read),
        details: "Ask when a receiver misses something: how often each event was tried, and what came back.",
        parameters: [
            id, Parameter("state", .word(["pending", "sent", "dead"]), "Only these."),
            Parameter("event", .word(WebhookEvent.allCases.map(\.rawValue)), "Only this type."), .from, .to,
        ] + Parameter.paging, answer: .page(.webhookDelivery))
    static let redeliverWebhookDelivery = Route(
        .post, "/v1/webhooks/{id}/deliveries/{delivery}/redeliver", "Send one delivery again",
        group: .integrations, access: .key(.admin),
        details:
            "For a receiver that lost what it had acknowledged. It has the same id, by which the receiver drops what it has already.",
        parameters: [
            id, Parameter("delivery", in: .path, .name(1...64), "The delivery.", isRequired: true),
        ], answer: .one(.webhookRequeue))
    static let redeliverDeadWebhookDeliveries = Route(
        .post, "/v1/webhooks/{id}/redeliver-dead", "Send all deliveries again that were given up",
        group: .integrations, access: .key(.admin),
        details:
            "After a receiver was down for longer than attempts were made. Their ids stay, by which it drops what it has already.",
        parameters: [id], answer: .one(.webhookRequeue))
    static let replayWebhook = Route(
        .post, "/v1/webhooks/{id}/replay", "Send all events of a time again", group: .integrations,
        access: .key(.admin),
        details:
            "Also events from before the webhook was made, as far as the history holds them. Each keeps the id it has or would have had. At most 10000 at once.",
        parameters: [id],
        body: [
            ResourceField(
                "from", .timestamp, "Events from this moment on, milliseconds UTC.", limit: .plausibleTime),
            ResourceField(
                "to", .timestamp, "Events before this moment, later than from.", limit: .plausibleTime,
                example: 1_767_229_200_000),
        ], answer: .one(.webhookRequeue))
}
