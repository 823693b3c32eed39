public import ServiceLifecycle

/// A daemon as its `Main.swift` composes it.
public struct DaemonPlan: Sendable {
    /// Servers that must answer before anything starts.
    public let dependencies: [Dependency]
    /// Started left to right, stopped right to left.
    public let services: [any Service]

    /// A daemon of these parts.
    public init(dependencies: [Dependency], services: [any Service]) {
        self.dependencies = dependencies
        self.services = services
    }
}
