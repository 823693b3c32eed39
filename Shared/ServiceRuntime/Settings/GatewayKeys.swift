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
    /// Web pages whose scripts may use the gateway.
    public static let corsOrigins = Setting<[String]>(
        "gateway.cors-origins", default: [],
        "Origins of web pages whose scripts may use the gateway, as browsers send them; `*` for all pages.",
        limits: "`*`, or scheme, host and port without a path: `https://app.example.com`",
        check: { origins in
            origins.allSatisfy { $0 == "*" || $0.contains("://") && $0.split(separator: "/").count == 2 }
        })
    /// Connections of Socket.IO.
    public static let socketClients = Setting<Int>(
        "gateway.socket-clients", default: 2_000, in: 1...100_000,
        "Clients of Socket.IO that may be connected at once.")
    /// Silence between Socket.IO's pings.
    public static let socketPingInterval = Setting<Int>(
        "gateway.socket-ping-interval-milliseconds", default: 25_000, in: 100...300_000,
        "Time from a Socket.IO client's sign of life to the next ping.", unit: "ms")
    /// How long such a ping may stay unanswered.
    public static let socketPingTimeout = Setting<Int>(
        "gateway.socket-ping-timeout-milliseconds", default: 20_000, in: 100...300_000,
        "How long a Socket.IO client may leave a ping unanswered.", unit: "ms")
    /// Longest message of a client.
    public static let socketMaximumPayload = Setting<Int>(
        "gateway.socket-max-payload-bytes", default: 1_000_000, in: 1_024...16_777_216,
        "Longest message of a Socket.IO client.", unit: "bytes")
    /// What may wait for a slow client.
    public static let socketWaitingBytes = Setting<Int>(
        "gateway.socket-waiting-bytes", default: 1_048_576, in: 16_384...67_108_864,
        "Events that may wait for one slow Socket.IO client before further ones are conflated or dropped.",
        unit: "bytes")
    /// Under which URL clients reach it.
    public static let publicURL = Setting<String>(
        "gateway.public-url", default: "",
        "URL under which clients reach the API, as its descriptions name it; empty for http://127.0.0.1:PORT.",
        limits: "http:// or https://, without a slash at the end",
        check: { url in
            url.isEmpty
                || (url.hasPrefix("http://") || url.hasPrefix("https://")) && !url.hasSuffix("/")
        })
    /// Swagger UI and Redoc.
    public static let documentationAssets = Setting<String>(
        "gateway.documentation-assets", default: "",
        "Folder with Swagger UI and Redoc, as `make setup` installs them; empty for plainer pages without them."
    )
    /// How long a request may take.
    public static let requestTimeout = Setting<Int>(
        "gateway.request-timeout-milliseconds", default: 30_000, in: 100...300_000,
        "How long a request may take, its body included; streams of events apart.", unit: "ms")

    /// The section of the reference.
    static let section = SettingsSchema.Section(
        "Gateway", readers: "`gateway`",
        [
            host.declaration, port.declaration, apiKey.declaration, commandTimeout.declaration,
            heartbeat.declaration, eventClients.declaration, maximumBodyBytes.declaration,
            corsOrigins.declaration, socketClients.declaration, socketPingInterval.declaration,
            socketPingTimeout.declaration, socketMaximumPayload.declaration,
            socketWaitingBytes.declaration,
            publicURL.declaration, documentationAssets.declaration, requestTimeout.declaration,
        ] + AssistantKeys.declarations)
}
