public import Bus
public import Pipeline
public import ServiceLifecycle

// The bus returns from each of these when the process is asked to stop, with its batch finished and its shards
// handed over, so there is nothing to cancel here.

/// Runs an exactly-once stage for as long as the process lives.
public struct StageService<Core: Processor>: Service {
    private let bus: any MessageBus
    private let settings: Core.Settings
    private let options: StageOptions
    private let journal: (any EffectJournal)?

    /// A stage on a bus.
    public init(
        _ core: Core.Type, on bus: any MessageBus, settings: Core.Settings, options: StageOptions,
        journal: (any EffectJournal)? = nil
    ) {
        self.bus = bus
        self.settings = settings
        self.options = options
        self.journal = journal
    }

    /// Returns when the process is asked to stop.
    public func run() async throws {
        try await bus.runStage(Core.self, settings: settings, options: options, journal: journal)
    }
}

/// Runs a sink for as long as the process lives.
public struct SinkService<Destination: Sink>: Service {
    private let bus: any MessageBus
    private let sink: Destination
    private let options: StageOptions

    /// A sink on a bus.
    public init(_ sink: Destination, on bus: any MessageBus, options: StageOptions) {
        self.bus = bus
        self.sink = sink
        self.options = options
    }

    /// Returns when the process is asked to stop.
    public func run() async throws { try await bus.runSink(sink, options: options) }
}

/// Runs a source for as long as the process lives.
public struct SourceService<Source: ShardSource>: Service {
    private let bus: any MessageBus
    private let source: Source
    private let options: StageOptions

    /// A source on a bus.
    public init(_ source: Source, on bus: any MessageBus, options: StageOptions) {
        self.bus = bus
        self.source = source
        self.options = options
    }

    /// Returns when the process is asked to stop.
    public func run() async throws { try await bus.runSource(source, options: options) }
}

/// Hands commands to their recipients for as long as the process lives.
public struct CommandRoutingService: Service {
    private let bus: any MessageBus
    private let options: StageOptions

    /// The routing of commands on a bus.
    public init(on bus: any MessageBus, options: StageOptions) {
        self.bus = bus
        self.options = options
    }

    /// Returns when the process is asked to stop.
    public func run() async throws { try await bus.runCommandRouting(options: options) }
}

/// Works through a queue for as long as the process lives.
public struct QueueService<Worker: QueueWorker>: Service {
    private let bus: any MessageBus
    private let worker: Worker
    private let options: QueueOptions

    /// A worker of a queue on a bus.
    public init(_ worker: Worker, on bus: any MessageBus, options: QueueOptions) {
        self.bus = bus
        self.worker = worker
        self.options = options
    }

    /// Returns when the process is asked to stop; what was not finished is another's then.
    public func run() async throws { try await bus.runQueue(worker, options: options) }
}
