import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// `/livez`, `/readyz` and `/metrics`, for whoever runs the process.
///
/// Holds no secrets and needs no key.
struct AdminServer: Service {
    let host: String
    let port: Int
    let health: HealthRegistry
    let metrics: MetricsRegistry
    let logger: Logger

    func run() async throws {
        // Requests are an orchestrator's, every few seconds: they would drown the log.
        var quiet = logger
        quiet.logLevel = .warning
        let logger = logger
        let host = host
        let application = Application(
            router: router(),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { channel in
                logger.info(
                    "Admin server listens",
                    metadata: [
                        LogKey.host: "\(host)", LogKey.port: "\(channel.localAddress?.port ?? 0)",
                    ])
            },
            logger: quiet)
        try await application.run()
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router()
        let (health, metrics) = (health, metrics)
        router.get("livez") { _, _ in Self.text("alive\n") }
        router.get("readyz") { _, _ in
            let reasons = health.reasons
            guard !reasons.isEmpty else { return Self.text("ready\n") }
            return Self.text(reasons.joined(separator: "\n") + "\n", status: .serviceUnavailable)
        }
        router.get("metrics") { _, _ in
            let ready =
                "# HELP qtp_ready \(MetricHelp.texts["qtp_ready"] ?? "")\n# TYPE qtp_ready gauge\n"
                + "qtp_ready \(health.reasons.isEmpty ? 1 : 0)\n"
            return Self.text(
                metrics.prometheusText(extra: ready + ProcessMetrics.prometheusText()),
                type: "text/plain; version=0.0.4; charset=utf-8")
        }
        return router
    }

    private static func text(
        _ text: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
