/// Where spans are sent, and how.
public struct ExportOptions: Sendable {
    /// The collector's base address; the path of traces is added.
    public var endpoint: String
    /// Header fields of every request, which may hold keys.
    public var headers: [(name: String, value: String)]
    /// Whose process this is.
    public var service: String
    /// Which of the service's processes.
    public var instance: String
    /// Between two looks at what waits.
    public var interval: Duration
    /// For one request.
    public var timeout: Duration
    /// For the last requests, when the process stops.
    public var farewell: Duration

    /// The address of the traces.
    var url: String {
        (endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint) + "/v1/traces"
    }

    /// Where to send, and how.
    public init(
        endpoint: String, headers: [(name: String, value: String)], service: String, instance: String,
        interval: Duration, timeout: Duration, farewell: Duration
    ) {
        self.endpoint = endpoint
        self.headers = headers
        self.service = service
        self.instance = instance
        self.interval = interval
        self.timeout = timeout
        self.farewell = farewell
    }

    /// Reads `name=value,name=value`, values percent-encoded; nil for what is not that.
    ///
    /// The form of the specification's `OTEL_EXPORTER_OTLP_HEADERS`.
    public static func headers(
        _ text: String, decoded: (String) -> String
    ) -> [(name: String, value: String)]? {
        var headers: [(name: String, value: String)] = []
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { return nil }
            let name = pair[0].filter { $0 != " " }
            let value = decoded(String(pair[1].drop { $0 == " " }))
            guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: ":") }),
                !value.contains(where: \.isNewline)
            else { return nil }
            headers.append((name, value))
        }
        return headers
    }
}
