extension Resource {
    private static let scopes = Scope.allCases.map(\.rawValue)
    private static let keyID = "0f1e2d3c4b5a6978"

    private static let orderQuantities = ResourceField(
        OrderQuantities.name, .list(.record(OrderQuantities.fields)),
        "Greatest quantity of one order of an instrument; others are limited by value alone.",
        column: "order_quantities::text")

    private static let keyFields: [ResourceField] = [
        ResourceField(
            "id", .text, "Its public name, 16 hexadecimal digits.", column: "id", example: .text(keyID)),
        ResourceField("label", .text, "What its owner calls it.", column: "label", example: "dashboard"),
        ResourceField("scope", .word(scopes), "What it may do.", column: "scope"),
        ResourceField(
            "state", .word(["active", "expired", "revoked"]), "Whether it opens anything now.",
            column:
                "CASE WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN expires_at <= now_milliseconds() THEN 'expired' ELSE 'active' END"
        ),
        .key("createdAt", .timestamp, "When it was made.", column: "created_at"),
        ResourceField(
            "createdBy", .text, "Who made it: a key's id, `configured`, or `qtp`.", column: "created_by",
            example: "qtp"),
        ResourceField(
            "expiresAt", .timestamp, "When it ends by itself; null for never.", isNullable: true,
            column: "expires_at::text"),
        ResourceField(
            "revokedAt", .timestamp, "When it was revoked; null while it is not.", isNullable: true,
            column: "revoked_at::text"),
        ResourceField(
            "replacedBy", .text, "The key that took its place; null while none did.", isNullable: true,
            column: "replaced_by", example: .text(keyID)),
        ResourceField(
            "lastUsedAt", .timestamp, "When it was last used, to the half minute; null for never.",
            isNullable: true, column: "last_used_at::text"),
        ResourceField(
            "requestsPerMinute", .integer, "Its own limit; null for the gateway's.", isNullable: true,
            column: "requests_per_minute::text", example: 600),
        ResourceField(
            "orderNotional", .decimal, "Greatest value of one order, quote currency; null for no limit.",
            isNullable: true, column: "trim_scale(order_notional)::text", example: "1000"),
        ResourceField(
            "dailyNotional", .decimal, "Greatest value of a day's orders, quote currency; null for no limit.",
            isNullable: true, column: "trim_scale(daily_notional)::text", example: "5000"),
        orderQuantities,
    ]

    /// A key, without the key itself.
    public static let apiKey = Resource(
        "APIKey", "A key that opens this API; the key itself is stored nowhere.", keyFields,
        listing: Listing(
            table: "api_keys",
            keys: [.init(column: "created_at", type: "bigint"), .init(column: "id", type: "text")],
            filters: [("scope", "scope = $"), ("label", "label = $")]))

    /// A key that was made just now.
    public static let newKey = Resource(
        "NewAPIKey", "A key that was made just now. The field `key` is shown this once.",
        [
            ResourceField(
                "key", .text,
                "The key to present. Keep it: it is not shown again, also not to a repeated request.",
                isNullable: true, example: .text("qtp_\(keyID)_" + String(repeating: "A", count: 43)))
        ] + keyFields)

    /// A token for a browser.
    public static let token = Resource(
        "Token", "A short-lived token with the rights of the key that asked for it, or less.",
        [
            ResourceField(
                "token", .text,
                "To be presented like a key, also in Socket.IO's auth. Null for a repeated request: it is shown once.",
                isNullable: true, example: "header.claims.signature"),
            ResourceField("scope", .word(scopes), "What it may do."),
            ResourceField("expiresAt", .timestamp, "When it ends; earlier if its key does."),
        ])

    /// Who asks.
    public static let identity = Resource(
        "Identity", "Who the gateway takes you for.",
        [
            ResourceField(
                "keyID", .text, "The key's public name; `configured` for the gateway's own.",
                example: .text(keyID)),
            ResourceField("label", .text, "What its owner calls it.", example: "dashboard"),
            ResourceField("scope", .word(scopes), "What it may do."),
            ResourceField(
                "requestsPerMinute", .integer, "Its own limit; null for the gateway's.", isNullable: true,
                example: 600),
            ResourceField(
                "orderNotional", .decimal, "Greatest value of one order, quote currency; null for no limit.",
                isNullable: true, example: "1000"),
            ResourceField(
                "dailyNotional", .decimal,
                "Greatest value of a day's orders, quote currency; null for no limit.",
                isNullable: true, example: "5000"),
            orderQuantities,
        ])

    /// One change that was asked for.
    public static let auditEntry = Resource(
        "AuditEntry",
        "One change that was asked for, and what came of it. Entries are never changed or removed.",
        [
            .key("id", .integer, "Its place in the log."),
            .key("occurredAt", .timestamp, "When it was written.", column: "occurred_at"),
            ResourceField(
                "keyID", .text,
                "The key that asked; `qtp` for the command line, `gateway` for what it does by itself.",
                column: "key_id",
                example: .text(keyID)),
            ResourceField(
                "keyLabel", .text, "What the key's owner calls it.", column: "key_label", example: "dashboard"
            ),
            ResourceField("scope", .text, "The key's scope then.", column: "scope", example: "admin"),
            ResourceField(
                "operation", .text, "The operation's name in this document.", column: "operation",
                example: "createKey"),
            ResourceField(
                "target", .text, "Which thing it is about; may be empty.", column: "target",
                example: .text(keyID)),
            ResourceField(
                "reason", .text, "Why, in the caller's words; may be empty.", column: "reason",
                example: "A new dashboard"),
            ResourceField(
                "before", .json, "The thing as it was, where the operation tells.", isNullable: true,
                column: "before_state::text"),
            ResourceField(
                "after", .json, "The thing as it is since, where the operation tells.", isNullable: true,
                column: "after_state::text"),
            ResourceField(
                "outcome", .word(["done", "refused", "failed"]), "What came of it.", column: "outcome"),
            .key("status", .integer, "The answer's status."),
            ResourceField(
                "detail", .text, "Why it was refused; empty otherwise.", column: "detail",
                example: "The key's scope is too narrow."),
            ResourceField(
                "traceID", .text, "The W3C trace the client sent; may be empty.", column: "trace_id",
                example: "4bf92f3577b34da6a3ce929d0e0e4736"),
            ResourceField(
                "requestID", .text, "The request, as problems and logs name it.", column: "request_id",
                example: "1f2e3d"),
        ],
        listing: Listing(
            table: "audit_log", keys: [.init(column: "id", type: "bigint")],
            filters: [
                ("keyID", "key_id = $"), ("operation", "operation = $"), ("outcome", "outcome = $"),
                ("target", "target = $"), ("from", "occurred_at >= $::bigint"),
                ("to", "occurred_at < $::bigint"),
            ]))
}
