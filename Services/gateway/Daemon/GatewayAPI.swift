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
    private let webhooks: WebhookHandlers
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
        market = MarketHandlers(history: history)
        research = ResearchHandlers(history: history)
        trading = TradingHandlers(history: history, capital: settings[ExecutorKeys.capital])
        operations = OperationsHandlers(bus: bus, commands: commands, events: events)
        webhooks = WebhookHandlers(history: history, settings: settings)
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
        case .getStatus: try await operations.status()
        case .subscribe: try await operations.subscribe(call)
        case .switchKill: try await operations.switchKill(call)
        case .followEvents: try await operations.followEvents(call)
        case .createWebhook: try await webhooks.create(call)
        case .listWebhooks: try await webhooks.page(call)
        case .getWebhook: try await webhooks.get(call)
        case .updateWebhook: try await webhooks.update(call)
        case .deleteWebhook: try await webhooks.delete(call)
        case .getWebhookSecret: try await webhooks.secret(call)
        case .rotateWebhookSecret: try await webhooks.rotateSecret(call)
        case .testWebhook: try await webhooks.test(call)
        case .listWebhookDeliveries: try await webhooks.deliveries(call)
        case .redeliverWebhookDelivery: try await webhooks.redeliver(call)
        case .redeliverDeadWebhookDeliveries: try await webhooks.redeliverDead(call)
        case .replayWebhook: try await webhooks.replay(call)
        case .getOpenAPI: service.openAPI()
        case .getDocumentation: service.documentation()
        case .getLiveness: service.liveness()
        case .getReadiness: service.readiness()
        }
    }
}
