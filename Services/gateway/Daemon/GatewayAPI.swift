import GatewayCore
import Logging
import RedisStreams
import ServiceRuntime

/// The API's operations, whatever carries their calls.
struct GatewayAPI: Sendable {
    private let market: MarketHandlers
    private let research: ResearchHandlers
    private let trading: TradingHandlers
    private let operations: OperationsHandlers
    private let jobs: JobHandlers
    private let service: ServiceHandlers
    private let idempotency: Idempotency

    init(
        settings: ResolvedSettings, history: History, idempotency: Idempotency, jobs desk: JobDesk,
        bus: RedisBus, health: HealthRegistry, logger: Logger
    ) {
        self.idempotency = idempotency
        let events = EventFeed(
            bus: bus, heartbeat: .milliseconds(settings[GatewayKeys.heartbeat]),
            limit: settings[GatewayKeys.eventClients])
        let commands = CommandDispatcher(
            bus: bus, history: history, timeout: .milliseconds(settings[GatewayKeys.commandTimeout]))
        market = MarketHandlers(history: history)
        research = ResearchHandlers(history: history)
        trading = TradingHandlers(history: history, capital: settings[ExecutorKeys.capital])
        operations = OperationsHandlers(bus: bus, commands: commands, events: events)
        jobs = JobHandlers(desk: desk, history: history)
        service = ServiceHandlers(health: health)
    }

    /// Carries a call out.
    ///
    /// - Throws: ``Problem`` for what the caller may not or cannot have; errors of the bus and the database as they are.
    func perform(_ call: Call) async throws -> Answer {
        let route = call.operation.route
        try call.caller.require(route.access)
        if route.hasExample, call.values.isTrue(Parameter.example.name) { return .json(route.exampleAnswer) }
        guard route.isMutation, route.repeats != .harmless else { return try await handle(call) }
        if route.repeats == .keyRequired, call.idempotencyKey == nil { throw Problem.idempotencyKeyMissing }
        return try await idempotency.perform(call) { try await handle($0) }
    }

    /// An operation that is not handled does not compile.
    private func handle(_ call: Call) async throws -> Answer {
        switch call.operation {
        case .listInstruments, .listCandles: try await market.page(call)
        case .listSignals, .listDecisions: try await research.page(call)
        case .explainDecision: try await research.explainDecision(call)
        case .listOrders, .listFills, .listPositions: try await trading.page(call)
        case .getPortfolio: try await trading.portfolio()
        case .createExportJob, .createReplayJob, .createBackfillJob: try await jobs.create(call)
        case .listJobs: try await jobs.page(call)
        case .getJob: try await jobs.show(call)
        case .cancelJob: try await jobs.cancel(call)
        case .listJobFiles: try await jobs.files(call)
        case .getJobFile: try await jobs.file(call)
        case .getStatus: try await operations.status()
        case .subscribe: try await operations.subscribe(call)
        case .switchKill: try await operations.switchKill(call)
        case .followEvents: try await operations.followEvents(call)
        case .getOpenAPI: service.openAPI()
        case .getDocumentation: service.documentation()
        case .getBuilderContext: service.builderContext()
        case .getCurlLines: service.curlLines()
        case .getLiveness: service.liveness()
        case .getReadiness: service.readiness()
        }
    }
}
