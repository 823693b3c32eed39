import AccessControl
import GatewayCore
import RedisStreams
import ServiceRuntime

/// The API's operations, whatever carries their calls.
struct GatewayAPI: Sendable {
    private let market: MarketHandlers
    private let research: ResearchHandlers
    private let trading: TradingHandlers
    private let operations: OperationsHandlers
    private let account: AccountHandlers
    private let service: ServiceHandlers
    private let idempotency: Idempotency
    private let audit: AuditTrail

    init(
        settings: ResolvedSettings, history: History, idempotency: Idempotency, bus: RedisBus, keys: KeyStore,
        authenticator: Authenticator, audit: AuditTrail, health: HealthRegistry
    ) {
        self.idempotency = idempotency
        self.audit = audit
        let events = EventFeed(
            bus: bus, heartbeat: .milliseconds(settings[GatewayKeys.heartbeat]),
            limit: settings[GatewayKeys.eventClients])
        let commands = CommandDispatcher(
            bus: bus, history: history, timeout: .milliseconds(settings[GatewayKeys.commandTimeout]))
        market = MarketHandlers(history: history)
        research = ResearchHandlers(history: history)
        trading = TradingHandlers(history: history, capital: settings[ExecutorKeys.capital])
        operations = OperationsHandlers(bus: bus, commands: commands, events: events)
        account = AccountHandlers(history: history, keys: keys, authenticator: authenticator)
        service = ServiceHandlers(health: health)
    }

    /// Carries a call out.
    ///
    /// - Throws: ``Problem`` for what the caller may not or cannot have; errors of the bus and the database as they are.
    func perform(_ call: Call) async throws -> Answer {
        guard call.operation.route.isMutation else { return try await answer(call) }
        do {
            let answer = try await answer(call)
            await audit.note(AuditedRequest(call), answer)
            return answer
        } catch {
            await audit.note(AuditedRequest(call), error)
            throw error
        }
    }

    /// Writes down a change that was refused before it became a call.
    func refuse(
        _ operation: Operation, by caller: Caller, trace: String?, requestID: String, _ error: any Error
    ) async {
        guard operation.route.isMutation else { return }
        await audit.note(AuditedRequest(operation, by: caller, trace: trace, requestID: requestID), error)
    }

    private func answer(_ call: Call) async throws -> Answer {
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
        case .getIdentity: account.identity(call)
        case .listKeys, .listAudit: try await account.page(call)
        case .createKey: try await account.create(call)
        case .revokeKey: try await account.revoke(call)
        case .rotateKey: try await account.rotate(call)
        case .createToken: try await account.createToken(call)
        case .getOpenAPI: service.openAPI()
        case .getDocumentation: service.documentation()
        case .getBuilderContext: service.builderContext()
        case .getCurlLines: service.curlLines()
        case .getLiveness: service.liveness()
        case .getReadiness: service.readiness()
        }
    }
}
