internal import Logging
internal import Messages
internal import Telemetry
internal import Traces

/// A daemon's tracer and what sends its spans.
struct Tracing {
    let tracer: Tracer
    let exporter: TraceExporter

    /// Nil where no collector is configured.
    init?(_ settings: ResolvedSettings, of service: ServiceName, instance: String, logger: Logger) {
        let endpoint = settings[TelemetryKeys.endpoint]
        guard !endpoint.isEmpty else { return nil }
        tracer = Tracer(
            TraceSampling(ratio: settings[TelemetryKeys.ratio]), limit: settings[TelemetryKeys.queueLimit])
        let headers = ExportOptions.headers(
            settings[TelemetryKeys.headers].revealed, decoded: PercentEncoding.decoded)
        exporter = TraceExporter(
            tracer,
            ExportOptions(
                endpoint: endpoint, headers: headers ?? [], service: service.rawValue, instance: instance,
                interval: .milliseconds(settings[TelemetryKeys.interval]),
                timeout: .milliseconds(settings[TelemetryKeys.timeout]),
                // A quarter of the stop, so that what stops before it has the rest.
                farewell: .milliseconds(settings[ProcessKeys.shutdownGrace] / 4)),
            logger: logger)
    }
}
