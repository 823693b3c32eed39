import Synchronization

/// What this process needs before it is ready, and how each of it is.
///
/// `/readyz` tells it.
public final class HealthRegistry: Sendable {
    private let problems = Mutex<[String: String]>([:])

    /// Ready from the start: nothing is registered.
    public init() {}

    /// Registers something that is not ready yet, and hands out the way to tell when it is.
    public func register(_ name: String, waitingFor problem: String) -> HealthReporter {
        problems.withLock { $0[name] = problem }
        return HealthReporter(name: name, registry: self)
    }

    /// Why the process is not ready, sorted; empty when it is.
    public var reasons: [String] {
        problems.withLock { $0 }.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    }

    fileprivate func report(_ name: String, _ problem: String?) {
        problems.withLock { $0[name] = problem }
    }
}

/// Tells how one part of the process is.
///
/// May change back and forth.
public struct HealthReporter: Sendable {
    fileprivate let name: String
    fileprivate let registry: HealthRegistry

    /// It serves.
    public func ready() { registry.report(name, nil) }
    /// It does not serve, and why, in words an operator can act on.
    public func unready(_ problem: String) { registry.report(name, problem) }
}
