internal import Telemetry

/// Keys of the traces that a daemon sends.
public enum TelemetryKeys {
    /// The collector.
    public static let endpoint = Setting<String>(
        "telemetry.otlp-endpoint", default: "",
        "Base address of an OpenTelemetry collector that takes OTLP over HTTP, such as `http://127.0.0.1:4318`; spans go to "
            + "`/v1/traces` below it. Without one nothing is traced.",
        limits: "empty, or http:// or https:// and a host",
        check: { text in
            guard !text.isEmpty else { return true }
            guard let url = ConnectionURL(text) else { return false }
            return ["http", "https"].contains(url.scheme) && !url.host.isEmpty && url.password == nil
        })
    /// Header fields for the collector.
    public static let headers = Setting<Secret>(
        "telemetry.otlp-headers", default: Secret(""),
        "Header fields of every request to the collector, such as a key: `name=value,name=value`, values percent-encoded.",
        limits: "name=value pairs joined by commas",
        check: { ExportOptions.headers($0.revealed, decoded: PercentEncoding.decoded) != nil })
    /// Which traces are kept.
    public static let ratio = Setting<Double>(
        "telemetry.sample-ratio", default: 1, in: 0...1,
        "Part of all traces that is kept, chosen by their ids: the same value on all daemons keeps whole traces."
    )
    /// What may wait.
    public static let queueLimit = Setting<Int>(
        "telemetry.queue-limit", default: 8_192, in: 512...1_000_000,
        "Spans that may wait to be sent, about 1 KB each; what finds no room is dropped and counted.")
    /// Between two looks.
    public static let interval = Setting<Int>(
        "telemetry.interval-milliseconds", default: 1_000, in: 10...60_000,
        "Between two looks at what waits to be sent.", unit: "ms")
    /// For one request.
    public static let timeout = Setting<Int>(
        "telemetry.timeout-milliseconds", default: 10_000, in: 100...60_000,
        "How long the collector may take to answer.", unit: "ms")

    /// The section of the reference.
    static let section = SettingsSchema.Section(
        "Telemetry", readers: "every daemon",
        [
            endpoint.declaration, headers.declaration, ratio.declaration, queueLimit.declaration,
            interval.declaration, timeout.declaration,
        ])
}
