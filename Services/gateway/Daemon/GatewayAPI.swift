import AccessControl
import Domain
import GatewayCore
import RedisStreams
import ServiceRuntime

/// The API's operations, whatever carries their calls.
///
/// A class, since all requests share it and would copy all its parts each time.
final class GatewayAPI: Sendable {
    private let market: MarketHandlers
    private let research: ResearchHandlers
    private let alerts: AlertHandlers
    private let trading: TradingHandlers
    private let orders: OrderHandlers
    private let operations: OperationsHandlers
    private let webhooks: WebhookHandlers
    private let jobs: JobHandlers
    private let account: AccountHandlers
    private let service: ServiceHandlers
    private let idempotency: Idempotency
    private let audit: AuditTrail

    init(
        settings: ResolvedSettings, history: History, idempotency: Idempotency, jobs desk: JobDesk,
        bus: RedisBus, events: EventStreams, keys: KeyStore, authenticator: Authenticator,
        audit: AuditTrail, health: HealthRegistry
    ) {
        self.idempotency = idempotency
        self.audit = audit
        let commands = CommandDispatcher(
            bus: bus, history: history, timeout: .milliseconds(settings[GatewayKeys.commandTimeout]))
        let intervals = settings[MarketKeys.intervals]
        let scope = MarketScope(pool: history.pool, intervals: intervals)
        orders = OrderHandlers(
            commands: commands, tickets: OrderTickets(pool: history.pool),
            pricing: OrderPricing(
                history: history, latest: events.hub.latestBars,
                slippage: settings[ExecutorKeys.slippageRate]), scope: scope, history: history)
        market = MarketHandlers(history: history, latest: events.hub.latestBars, intervals: intervals)
        // The configuration refuses an empty list.
        research = ResearchHandlers(
            history: history, commands: commands, scope: scope, baseInterval: intervals.first ?? .oneMinute)
        trading = TradingHandlers(history: history, settings: settings)
        alerts = AlertHandlers(
            door: AlertDoor(settings: settings, bus: bus, scope: scope),
            hooks: AlertHookStore(pool: history.pool, bus: bus), history: history)
        operations = OperationsHandlers(bus: bus, commands: commands, events: events, history: history)
        service = ServiceHandlers(health: health, settings: settings)
        webhooks = WebhookHandlers(history: history, settings: settings)
        jobs = JobHandlers(desk: desk, history: history, scope: scope)
        account = AccountHandlers(history: history, keys: keys, authenticator: authenticator)
    }

    /// Carries a call out.
    ///
    /// - Throws: ``Problem`` for what the caller may not or cannot have; errors of the bus and the database as they are.
    func perform(_ call: Call) async throws -> Answer {
        let route = call.operation.route
        guard route.isMutation else {
            try call.caller.require(route.access)
            if route.hasExample, call.values.isTrue(Parameter.example.name) {
                return .json(route.exampleAnswer)
            }
            return try await handle(call)
        }
        let (result, record) = await change(call)
        do {
            try await audit.note(AuditedRequest(call), result, with: record)
        } catch {
            // The first error is the one to tell.
            if case .success = result { throw error }
        }
        return try result.get()
    }

    /// Writes down a change that was refused before it became a call.
    func refuse(
        _ operation: Operation, by caller: Caller, trace: String?, requestID: String, _ error: any Error
    ) async {
        guard operation.route.isMutation else { return }
        let request = AuditedRequest(operation, by: caller, trace: trace, requestID: requestID)
        await audit.note(request, .failure(error))
    }

    private func change(_ call: Call) async -> Idempotency.Outcome {
        let route = call.operation.route
        do {
            try call.caller.require(route.access)
            if route.repeats == .harmless { return (.success(try await handle(call)), nil) }
        } catch {
            return (.failure(error), nil)
        }
        return await idempotency.perform(call) { try await handle($0) }
    }

    /// An operation that is not handled does not compile.
    private func handle(_ call: Call) async throws -> Answer {
        switch call.operation {
        case .listInstruments, .listVenues, .listGaps, .listTrades: try await market.page(call)
        case .listCandles: try await market.candles(call)
        case .getLatestCandle: try await market.latestCandle(call)
        case .getInstrument: try await market.record(call)
        case .listSignals, .listFeatures, .listProfiles, .listDecisions, .listStrategies:
            try await research.page(call)
        case .getSignal, .getDecision, .getStrategy: try await research.record(call)
        case .computeProfile: try await research.computeProfile(call)
        case .explainDecision: try await research.explainDecision(call)
        case .deployStrategy: try await research.deployStrategy(call)
        case .withdrawStrategy: try await research.withdrawStrategy(call)
        case .sendSignal: try await alerts.sendSignal(call)
        case .sendTradingViewAlert: try await alerts.sendTradingViewAlert(call)
        case .listAlerts, .listAlertHoles, .listHooks: try await alerts.page(call)
        case .createHook: try await alerts.createHook(call)
        case .getHook: try await alerts.getHook(call)
        case .deleteHook: try await alerts.deleteHook(call)
        case .listOrders, .listFills, .listPositions: try await trading.page(call)
        case .getOrder, .getFill, .getPosition: try await trading.record(call)
        case .getPortfolio: try await trading.portfolio()
        case .listEquity: try await trading.equity(call)
        case .getRiskLimits: try await trading.riskLimits()
        case .previewOrder: try await orders.preview(call)
        case .placeOrder: try await orders.place(call)
        case .cancelOrder: try await orders.cancel(call)
        case .createExportJob, .createReplayJob, .createBackfillJob: try await jobs.create(call)
        case .listJobs: try await jobs.page(call)
        case .getJob: try await jobs.show(call)
        case .cancelJob: try await jobs.cancel(call)
        case .listJobFiles: try await jobs.files(call)
        case .getJobFile: try await jobs.file(call)
        case .getStatus: try await operations.status()
        case .subscribe: try await operations.subscribe(call)
        case .unsubscribe: try await operations.unsubscribe(call)
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
        case .getOpenAPI: service.openAPI(.v31)
        case .getOpenAPI30: service.openAPI(.v30)
        case .getGroupOpenAPI: service.openAPI(call)
        case .getIdentity: account.identity(call)
        case .listKeys, .listAudit: try await account.page(call)
        case .createKey: try await account.create(call)
        case .revokeKey: try await account.revoke(call)
        case .rotateKey: try await account.rotate(call)
        case .createToken: try await account.createToken(call)
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
