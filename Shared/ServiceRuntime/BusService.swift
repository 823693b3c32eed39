public import Bus
public import ServiceLifecycle

/// Work on a bus for as long as the process lives: a stage, a sink, a source, a queue.
///
/// The bus returns from each of these when the process is asked to stop, with its batch finished and its shards handed
/// over, so there is nothing to cancel here.
public struct BusService: Service {
    private let bus: any MessageBus
    private let work: @Sendable (any MessageBus) async throws -> Void

    /// Work that ends when the process is asked to stop.
    public init(on bus: any MessageBus, _ work: @escaping @Sendable (any MessageBus) async throws -> Void) {
        self.bus = bus
        self.work = work
    }

    /// Returns when the process is asked to stop.
    public func run() async throws { try await work(bus) }
}
