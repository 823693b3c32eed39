internal import CoreMetrics
internal import HTTP
public import Logging
public import ServiceLifecycle
public import Traces

/// Sends spans to a collector by OTLP over HTTP, batch by batch, beside everything the process does.
///
/// Started before what makes spans and so stopped after it, when it sends what is left within a short time. What a collector
/// cannot take now is sent again a few times, and then given up: traces are not worth memory without a bound.
public struct TraceExporter: Service {
    /// Spans of one request: a few hundred kilobytes, far below the 20 MiB that collectors take.
    private static let batch = 512
    /// Sends of one batch; with the pauses in between about half a minute, a collector's restart.
    private static let attempts = 6
    private static let longestPause = Duration.seconds(10)

    private let tracer: Tracer
    private let options: ExportOptions
    private let client: HTTPClient
    private let logger: Logger
    private let exported = Counter(label: "qtp_spans_exported_total")
    private let failures = Counter(label: "qtp_span_export_failures_total")

    /// Sends what the tracer takes.
    public init(_ tracer: Tracer, _ options: ExportOptions, logger: Logger) {
        self.tracer = tracer
        self.options = options
        self.logger = logger
        // Its own retries know neither a POST nor OTLP's statuses.
        client = HTTPClient(
            .init(
                connectTimeout: min(options.timeout, .seconds(3)), timeout: options.timeout,
                maximumBodyBytes: 65_536, connectionsPerHost: 1, retry: .never))
    }

    /// Sends until the process stops, and then what is left.
    public func run() async throws {
        // The end of the process may not wait for a collector.
        let farewell = options.farewell
        await withTaskGroup { group in
            group.addTask {
                while !Task.isShuttingDownGracefully, !Task.isCancelled {
                    try? await cancelWhenGracefulShutdown { try await Task.sleep(for: options.interval) }
                    await sendAll()
                }
                // What was recorded while the last ones were on their way, or before the first pause.
                await sendAll()
            }
            group.addTask {
                try? await gracefulShutdown()
                try? await Task.sleep(for: farewell)
            }
            await group.next()
            group.cancelAll()
        }
        tracer.close()
        while case let late = tracer.take(atMost: Self.batch), !late.isEmpty { drop(late.count, "stopped") }
    }

    private func sendAll() async {
        while !Task.isCancelled {
            let spans = tracer.take(atMost: Self.batch)
            guard !spans.isEmpty else { return }
            await send(spans)
        }
    }

    private func send(_ spans: [Span]) async {
        let document = TraceDocument(spans, service: options.service, instance: options.instance)
        guard let body = try? document.encoded() else { return drop(spans.count, "unencodable") }
        var headers = HTTPClient.Headers()
        for header in options.headers { headers.append(header.name, header.value) }
        let request = HTTPClient.Request.post(
            options.url, body: body, contentType: "application/json", headers: headers)
        for attempt in 1...Self.attempts {
            switch await answer(to: request) {
            case .taken(let rejected, let message):
                exported.increment(by: max(spans.count - rejected, 0))
                if rejected > 0 || !message.isEmpty {
                    drop(min(rejected, spans.count), "rejected")
                    logger.warning("The collector took not all spans", metadata: ["reason": "\(message)"])
                }
                return
            case .refused(let reason):
                failures.increment()
                drop(spans.count, "refused")
                logger.warning("The collector refused spans", metadata: ["reason": "\(reason)"])
                return
            case .later(let after, let reason):
                failures.increment()
                guard attempt < Self.attempts, !Task.isCancelled else {
                    drop(spans.count, "unreachable")
                    logger.warning("Spans were given up", metadata: ["reason": "\(reason)"])
                    return
                }
                try? await Task.sleep(for: Self.pause(after: attempt, asked: after))
            }
        }
    }

    private func answer(to request: HTTPClient.Request) async -> TraceAnswer {
        do {
            let response = try await client.send(request)
            return TraceAnswer(
                status: response.status, retryAfter: response.head.retryAfter, body: response.body)
        } catch {
            return error.isTransient || error == .cancelled
                ? .later(after: nil, reason: "\(error)") : .refused(reason: "\(error)")
        }
    }

    /// What the collector asks for, within reason; else twice as long each time, spread so that processes do not come together.
    private static func pause(after attempt: Int, asked: Duration?) -> Duration {
        if let asked { return min(asked, longestPause) }
        let step = min(.milliseconds(500) * (1 << (attempt - 1)), longestPause)
        return step / 2 + step / 2 * Double.random(in: 0...1)
    }

    private func drop(_ count: Int, _ reason: String) {
        guard count > 0 else { return }
        Counter(label: "qtp_spans_dropped_total", dimensions: [("reason", reason)]).increment(by: count)
    }
}
