extension Route {
    private static let scope = ResourceField(
        "scope", .word(Scope.allCases.map(\.rawValue)),
        "What it may do; each includes those before it: read, research, paper, trade, admin.")
    private static let reason = ResourceField(
        "reason", .text, "Why, for the audit log; at most 256 characters.", isRequired: false,
        limit: .length(0...256), example: "A new dashboard")
    private static let keyID = Parameter("id", in: .path, .text, "The key's id.", isRequired: true)

    static let getIdentity = Route(
        .get, "/v1/me", "Get who you are and what you may", group: .account, access: .key(.read),
        details: "Answers every valid key, so it is the call to test a connection with.",
        answer: .one(.identity))
    static let listKeys = Route(
        .get, "/v1/keys", "List the keys that open this API", group: .account, access: .key(.admin),
        details:
            "Who may do what, until when, and when each was last used. The keys themselves are stored nowhere.",
        parameters: [
            Parameter("scope", .word(Scope.allCases.map(\.rawValue)), "Only this scope."),
            Parameter("label", .text, "Only this label."),
        ] + Parameter.paging, answer: .page(.apiKey))
    static let createKey = Route(
        .post, "/v1/keys", "Make a key", group: .account, access: .key(.admin),
        details: "The answer shows the key this once; only its digest is stored.",
        body: [
            ResourceField(
                "label", .text, "What it is for, 1 to 64 characters.", limit: .length(1...64),
                example: "dashboard"),
            scope,
            ResourceField(
                "expiresInDays", .integer,
                "Days until it ends by itself, 1 to 3650; 90 if absent, null for never.",
                isNullable: true, isRequired: false, limit: .range(1...3_650), example: 90),
            ResourceField(
                "requestsPerMinute", .integer,
                "Requests a minute, all gateways together; absent for the gateway's limit.",
                isNullable: true, isRequired: false, limit: .range(1...6_000_000), example: 600),
            ResourceField(
                "orderNotional", .decimal,
                "Greatest value of one order, quote currency; absent for no limit.",
                isNullable: true, isRequired: false, limit: .amount(.notNegative), example: "1000"),
            ResourceField(
                "dailyNotional", .decimal,
                "Greatest value of a day's orders, quote currency; absent for no limit.",
                isNullable: true, isRequired: false, limit: .amount(.notNegative), example: "5000"),
            ResourceField(
                OrderQuantities.name, .list(.record(OrderQuantities.fields)),
                "Greatest quantity of one order of an instrument, for up to 64 instruments; others are limited by value alone.",
                isRequired: false, limit: .count(0...64)),
            reason,
        ], answer: .one(.newKey), success: 201)
    static let revokeKey = Route(
        .delete, "/v1/keys/{id}", "End a key for good", group: .account, access: .key(.admin),
        details: "Every gateway refuses it within 2 seconds, and the tokens it made with it.",
        parameters: [keyID], answer: .one(.apiKey), refusals: [404: "There is no key of this id."])
    static let rotateKey = Route(
        .post, "/v1/keys/{id}/rotate", "Make a key of the same rights, and let the old one end",
        group: .account, access: .key(.admin),
        details:
            "To replace a key without an interruption: give the new one to its user within the time that the old one still works.",
        parameters: [keyID],
        body: [
            ResourceField(
                "graceMinutes", .integer, "Minutes the old key still works, 0 to 43200; 1440 if absent.",
                isRequired: false, limit: .range(0...43_200), example: 1_440),
            reason,
        ], answer: .one(.newKey), success: 201,
        refusals: [
            404: "There is no key of this id.",
            409: "The key is expired or revoked, or the idempotency key stands for another request.",
        ])
    static let createToken = Route(
        .post, "/v1/tokens", "Make a short-lived token for a browser", group: .account, access: .key(.read),
        details:
            "Present it as a key: Authorization: Bearer TOKEN, or Socket.IO's auth {token}. It ends by itself, and with its key. A token cannot make tokens.",
        body: [
            ResourceField(
                "scope", .word(Scope.allCases.map(\.rawValue)),
                "What it may do, at most what your key may; read if absent.",
                isRequired: false, example: "read"),
            ResourceField(
                "minutes", .integer, "Minutes it lives, 1 to 60; 15 if absent.", isRequired: false,
                limit: .range(1...60), example: 15),
        ], answer: .one(.token), success: 201,
        refusals: [409: "The gateway gives out no tokens, or the idempotency key stands for another request."]
    )
    static let listAudit = Route(
        .get, "/v1/audit", "List every change that was asked for", group: .account, access: .key(.admin),
        details:
            "Who asked, what for, what it changed, and whether it was refused: the record to look into after a surprise.",
        parameters: [
            Parameter("keyID", .text, "Only by this key."),
            Parameter("operation", .text, "Only this operation."),
            Parameter("outcome", .word(["done", "refused", "failed"]), "Only this outcome."),
            Parameter("target", .text, "Only about this thing."), .from, .to,
        ] + Parameter.paging, answer: .page(.auditEntry))
}
