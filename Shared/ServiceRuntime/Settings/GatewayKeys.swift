/// Keys of the door from outside.
public enum GatewayKeys {
    /// Where the API listens.
    public static let host = Setting<String>("gateway.host", default: "127.0.0.1", "Address of the HTTP API.")
    /// The API's port.
    public static let port = Setting<Int>(
        "gateway.port", default: 8080, in: 0...65_535, "Port of the HTTP API; 0 takes a free one and logs it."
    )
    /// The key that opens it.
    public static let apiKey = Setting<Secret>(
        "gateway.api-key", default: nil, "The key a client must present.", limits: "at least 16 characters",
        check: { $0.revealed.count >= 16 })
    /// How long a command's answer waits for replies.
    public static let commandTimeout = Setting<Int>(
        "gateway.command-timeout-milliseconds", default: 3_000, in: 0...60_000,
        "How long a command's answer waits for the services' replies.", unit: "ms")
    /// Silence between heartbeats of an event stream.
    public static let heartbeat = Setting<Int>(
        "gateway.heartbeat-milliseconds", default: 15_000, in: 100...300_000,
        "Longest silence on an event stream before a heartbeat.", unit: "ms")
    /// Clients of the event stream.
    public static let eventClients = Setting<Int>(
        "gateway.event-clients", default: 64, in: 1...10_000,
        "Clients that may follow events at once; each costs a connection to Redis and a thread.")
    /// Longest body of a request.
    public static let maximumBodyBytes = Setting<Int>(
        "gateway.max-body-bytes", default: 1_048_576, in: 1_024...16_777_216,
        "Longest body of a request.", unit: "bytes")

    /// The section of the reference.
    static let section = SettingsSchema.Section(
        "Gateway", readers: "`gateway`",
        [
            host.declaration, port.declaration, apiKey.declaration, commandTimeout.declaration,
            heartbeat.declaration, eventClients.declaration, maximumBodyBytes.declaration,
        ])
}
