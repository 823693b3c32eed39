/// Keys of who may use the API, and how much.
public enum AccessKeys {
    /// What short-lived tokens are signed with.
    public static let tokenSecret = Setting<Secret>(
        "gateway.token-secret", default: Secret(""),
        "Signs short-lived tokens for browsers, the same for all gateways; empty gives none out.",
        limits: "empty, or " + SecretRule.words(minimumBytes: 32),
        check: { $0.isEmpty || SecretRule.accepts($0, minimumBytes: 32) })
    /// Requests of a key that has no limit of its own.
    public static let requestsPerMinute = Setting<Int>(
        "gateway.requests-per-minute", default: 6_000, in: 0...6_000_000,
        "Requests a minute of one key without a limit of its own, all gateways together; 0 for no limit.")
    /// Refused keys from one address.
    public static let failuresPerMinute = Setting<Int>(
        "gateway.failures-per-minute", default: 300, in: 1...6_000_000,
        "Requests a minute from one address without a valid key; each is told 401, those beyond 429.")
    /// Proxies whose word on the client's address is taken.
    public static let trustedProxies = Setting<Int>(
        "gateway.trusted-proxies", default: 0, in: 0...8,
        "Proxies in front that each append the address they saw to X-Forwarded-For; 0 ignores the header.")

    /// The section of the reference.
    static let section = SettingsSchema.Section(
        "Access", readers: "`gateway`",
        [
            tokenSecret.declaration, requestsPerMinute.declaration, failuresPerMinute.declaration,
            trustedProxies.declaration,
        ])
}
