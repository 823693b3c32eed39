import Domain
import GatewayCore
import Logging
import RedisStreams
import ServiceRuntime

/// The API's operations, whatever carries their calls.
struct GatewayAPI: Sendable {
    private let market: MarketHandlers
    private let research: ResearchHandlers
    private let trading: TradingHandlers
    private let orders: OrderHandlers
    private let operations: OperationsHandlers
    private let service: ServiceHandlers
    private let idempotency: Idempotency

    init(
        settings: ResolvedSettings, history: History, idempotency: Idempotency, bus: RedisBus,
        health: HealthRegistry, logger: Logger
    ) {
        self.idempotency = idempotency
        let events = EventFeed(
            bus: bus, heartbeat: .milliseconds(settings[GatewayKeys.heartbeat]),
            limit: settings[GatewayKeys.eventClients])
        let commands = CommandDispatcher(
            bus: bus, history: history, timeout: .milliseconds(settings[GatewayKeys.commandTimeout]))
        let intervals = settings[MarketKeys.intervals]
        market = MarketHandlers(history: history, intervals: intervals)
        // The configuration refuses an empty list.
        research = ResearchHandlers(
            history: history, commands: commands, baseInterval: intervals.first ?? .oneMinute)
        trading = TradingHandlers(history: history, settings: settings)
        orders = OrderHandlers(commands: commands, tickets: OrderTickets(pool: history.pool))
        operations = OperationsHandlers(bus: bus, commands: commands, events: events)
        service = ServiceHandlers(health: health, settings: settings)
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
        case .listInstruments, .listVenues, .listGaps, .listTrades: try await market.page(call)
        case .listCandles: try await market.candles(call)
        case .getInstrument: try await market.record(call)
        case .listSignals, .listFeatures, .listProfiles, .listDecisions, .listStrategies:
            try await research.page(call)
        case .getSignal, .getDecision, .getStrategy: try await research.record(call)
        case .computeProfile: try await research.computeProfile(call)
        case .explainDecision: try await research.explainDecision(call)
        case .deployStrategy: try await research.deployStrategy(call)
        case .withdrawStrategy: try await research.withdrawStrategy(call)
        case .listOrders, .listFills, .listPositions: try await trading.page(call)
        case .getOrder, .getFill, .getPosition: try await trading.record(call)
        case .getPortfolio: try await trading.portfolio()
        case .listEquity: try await trading.equity(call)
        case .getRiskLimits: try await trading.riskLimits()
        case .previewOrder: try await orders.preview(call)
        case .placeOrder: try await orders.place(call)
        case .cancelOrder: try await orders.cancel(call)
        case .getStatus: try await operations.status()
        case .subscribe: try await operations.subscribe(call)
        case .unsubscribe: try await operations.unsubscribe(call)
        case .switchKill: try await operations.switchKill(call)
        case .followEvents: try await operations.followEvents(call)
        case .getOpenAPI: service.openAPI(.v31)
        case .getOpenAPI30: service.openAPI(.v30)
        case .getGroupOpenAPI: service.openAPI(call)
        case .getDocumentation: service.documentation()
        case .getReference: service.reference()
        case .getDocumentationAsset: try service.asset(call)
        case .getBuilderContext: service.builderContext()
        case .getCurlLines: service.curlLines()
        case .getLiveness: service.liveness()
        case .getReadiness: service.readiness()
        }
    }
}
