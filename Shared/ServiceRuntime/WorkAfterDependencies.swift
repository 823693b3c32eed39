import Logging
import ServiceLifecycle

/// The daemon's own services, started when every dependency has answered.
///
/// The admin server answers meanwhile.
struct WorkAfterDependencies: Service {
    let plan: DaemonPlan
    let context: DaemonContext
    let limit: Duration

    func run() async throws {
        let reporter = context.health.register("start", waitingFor: "starting")
        let monitor = DependencyMonitor(plan.dependencies, health: context.health, logger: context.logger)
        let isReady = try await waitUnlessStopped(monitor)
        guard isReady else { return }
        let services = plan.services.map {
            ServiceGroupConfiguration.ServiceConfiguration(
                service: $0, failureTerminationBehavior: .gracefullyShutdownGroup)
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: monitor, successTerminationBehavior: .ignore)] + services,
                logger: context.logger))
        context.logger.info("Started")
        reporter.ready()
        defer { reporter.unready("stopping") }
        try await group.run()
    }

    /// Whether all dependencies answered; false when the process is told to stop before.
    private func waitUnlessStopped(_ monitor: DependencyMonitor) async throws -> Bool {
        let limit = limit
        do {
            try await cancelWhenGracefulShutdown { try await monitor.waitForAll(limit: limit) }
            return true
        } catch is CancellationError {
            return false
        }
    }
}
