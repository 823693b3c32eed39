/// Keys of the outgoing webhooks.
public enum WebhookKeys {
    /// What signing keys are computed from and addresses are sealed with.
    public static let secret = Setting<Secret>(
        "gateway.webhooks.secret", default: Secret(""),
        "What webhooks' signing keys are computed from and their addresses are sealed with; the same on all gateways. "
            + "Without it there are no webhooks.",
        limits: "empty, or " + SecretRule.words(minimumBytes: 32),
        check: { $0.isEmpty || SecretRule.accepts($0, minimumBytes: 32) })
    /// Whether a webhook may lead into the own network.
    public static let allowPrivate = Setting<Bool>(
        "gateway.webhooks.allow-private", default: false,
        "Whether a webhook may send to loopback, private and link-local addresses.")
    /// Webhooks at a time.
    public static let concurrency = Setting<Int>(
        "gateway.webhooks.concurrency", default: 8, in: 1...256,
        "Webhooks that one gateway works on at a time; each webhook gets one request at a time.")
    /// How long a receiver may take.
    public static let timeout = Setting<Int>(
        "gateway.webhooks.timeout-milliseconds", default: 10_000, in: 100...60_000,
        "How long a receiver may take to answer.", unit: "ms")
    /// How often a delivery is tried.
    public static let attempts = Setting<Int>(
        "gateway.webhooks.attempts", default: 10, in: 1...50,
        "Attempts at one delivery before it is given up.")
    /// The wait before the second attempt.
    public static let firstDelay = Setting<Int>(
        "gateway.webhooks.first-delay-milliseconds", default: 2_000, in: 10...600_000,
        "Wait before the second attempt; each further one doubles it, up to ten minutes.", unit: "ms")
    /// How long a webhook may fail.
    public static let disableAfter = Setting<Int>(
        "gateway.webhooks.disable-after-minutes", default: 1_440, in: 1...43_200,
        "For how long a webhook may fail without one success before it is switched off.", unit: "minutes")
    /// How often new deliveries are looked for.
    public static let poll = Setting<Int>(
        "gateway.webhooks.poll-milliseconds", default: 500, in: 10...60_000,
        "How often new deliveries are looked for.", unit: "ms")
    /// How long finished deliveries stay.
    public static let keepDays = Setting<Int>(
        "gateway.webhooks.keep-days", default: 14, in: 1...365,
        "For how long deliveries that were sent or given up can be seen and sent again.", unit: "days")

    /// The section of the reference.
    static let section = SettingsSchema.Section(
        "Webhooks", readers: "`gateway`",
        [
            secret.declaration, allowPrivate.declaration, concurrency.declaration, timeout.declaration,
            attempts.declaration, firstDelay.declaration, disableAfter.declaration, poll.declaration,
            keepDays.declaration,
        ])
}
