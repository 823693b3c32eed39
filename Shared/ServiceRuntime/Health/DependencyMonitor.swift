import Logging
import ServiceLifecycle

/// Waits for dependencies at the start, then keeps an eye on them, so that `/readyz` tells when one goes away.
struct DependencyMonitor: Service {
    let dependencies: [Dependency]
    let reporters: [HealthReporter]
    let logger: Logger
    /// Rare enough to cost nothing, often enough for a load balancer.
    static let pause = Duration.seconds(5)

    init(_ dependencies: [Dependency], health: HealthRegistry, logger: Logger) {
        self.dependencies = dependencies
        self.logger = logger
        reporters = dependencies.map { health.register($0.name, waitingFor: "waiting for \($0.location)") }
    }

    /// Returns when all have answered once.
    ///
    /// - Throws: ``DependencyUnavailable`` for the first that has not within the limit.
    func waitForAll(limit: Duration) async throws {
        let deadline = ContinuousClock.now + limit
        for (dependency, reporter) in zip(dependencies, reporters) {
            var nextMessage = ContinuousClock.now
            while let reason = await failure(of: dependency) {
                let now = ContinuousClock.now
                guard now < deadline else {
                    throw DependencyUnavailable(
                        name: dependency.name, location: dependency.location, reason: reason)
                }
                if now >= nextMessage {
                    logger.warning(
                        "Waiting for a dependency",
                        metadata: [
                            LogKey.dependency: "\(dependency.name) at \(dependency.location)",
                            LogKey.error: "\(reason)",
                        ])
                    nextMessage = now + .seconds(3)
                }
                reporter.unready(reason)
                try await Task.sleep(for: .milliseconds(250))
            }
            reporter.ready()
        }
    }

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var wasReady = Array(repeating: true, count: dependencies.count)
            while true {
                try await Task.sleep(for: Self.pause)
                for (index, dependency) in dependencies.enumerated() {
                    let reason = await failure(of: dependency)
                    if let reason { reporters[index].unready(reason) } else { reporters[index].ready() }
                    guard wasReady[index] != (reason == nil) else { continue }
                    wasReady[index] = reason == nil
                    logger.notice(
                        reason == nil ? "Dependency is back" : "Dependency is gone",
                        metadata: [
                            LogKey.dependency: "\(dependency.name) at \(dependency.location)",
                            LogKey.error: "\(reason ?? "")",
                        ])
                }
            }
        }
    }

    private func failure(of dependency: Dependency) async -> String? {
        do {
            try await dependency.check()
            return nil
        } catch {
            return "\(error)"
        }
    }
}
