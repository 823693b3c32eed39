import Domain
import GatewayCore
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import RedisStreams
import ServiceRuntime

/// The API's operations, registered from their routes.
struct GatewayAPI: Sendable {
    private let apiKey: Secret
    private let capital: Notional
    private let history: History
    private let bus: RedisBus
    private let health: HealthRegistry
    private let logger: Logger
    private let events: EventFeed
    private let commands: CommandDispatcher

    init(settings: ResolvedSettings, history: History, bus: RedisBus, health: HealthRegistry, logger: Logger)
    {
        apiKey = settings[GatewayKeys.apiKey]
        capital = settings[ExecutorKeys.capital]
        self.history = history
        self.bus = bus
        self.health = health
        self.logger = logger
        events = EventFeed(
            bus: bus, heartbeat: .milliseconds(settings[GatewayKeys.heartbeat]),
            limit: settings[GatewayKeys.eventClients])
        commands = CommandDispatcher(
            bus: bus, history: history, timeout: .milliseconds(settings[GatewayKeys.commandTimeout]))
    }

    /// Every operation under its path.
    ///
    /// An operation that is not handled does not compile.
    func router() -> Router<BasicRequestContext> {
        let router = Router(options: .autoGenerateHeadEndpoints)
        router.add(middleware: HeadAnswers())
        router.add(middleware: RequestLog(logger: logger))
        router.add(middleware: MetricsMiddleware())
        router.add(middleware: ProblemAnswers(logger: logger))
        for operation in Operation.allCases {
            let route = operation.route
            router.on(Self.pattern(of: operation), method: route.method == .get ? .get : .post) {
                request, context in
                if !route.isPublic { try authenticate(request) }
                return try await respond(operation, request, context)
            }
        }
        return router
    }

    /// A decision's id holds slashes, and a client may or may not have escaped them: its route takes all that follows.
    private static func pattern(of operation: Operation) -> RouterPath {
        operation == .explainDecision ? "/v1/decisions/**" : RouterPath(operation.route.path)
    }

    private func authenticate(_ request: Request) throws(Problem) {
        let bearer = request.headers[.authorization].flatMap { value -> String? in
            value.lowercased().hasPrefix("bearer ") ? String(value.dropFirst("bearer ".count)) : nil
        }
        guard let given = bearer ?? HTTPField.Name("X-API-Key").flatMap({ request.headers[$0] }),
            apiKey.matches(given)
        else { throw .unauthorized }
    }

    private func respond(
        _ operation: Operation, _ request: Request, _ context: BasicRequestContext
    ) async throws -> Response {
        let values = try requestValues(operation.route, request, context)
        switch operation {
        case .listInstruments, .listCandles, .listSignals, .listDecisions, .listOrders, .listFills,
            .listPositions:
            guard case .page(let resource) = operation.route.answer, let listing = resource.listing else {
                preconditionFailure("\(operation.rawValue) answers with no page")
            }
            return Response(json: try await history.page(of: resource, listing, values))
        case .explainDecision:
            guard let reference = values.text("id").flatMap(DecisionReference.init) else {
                throw Problem.notFound("An id looks like decision/venue:symbol/interval/openedAt.")
            }
            guard let explanation = try await history.explanation(of: reference) else {
                throw Problem.notFound("There is no decision \(reference.id).")
            }
            return Response(json: explanation.json)
        case .getPortfolio: return Response(json: try await history.portfolio(capital: capital).json)
        case .getStatus:
            return Response(json: StatusView.json(try await bus.status(), shards: bus.shardCount))
        case .subscribe, .switchKill:
            let command = try CommandRequest(
                operation, body: try await body(of: request), idempotencyKey: values.text("Idempotency-Key"),
                fallbackID: CommandDispatcher.randomID())
            let outcome = try await commands.dispatch(command)
            return Response(json: outcome.json, status: HTTPResponse.Status(code: outcome.httpStatus))
        case .followEvents:
            return try await events.response(
                resumingAfter: values.eventCursor("Last-Event-ID"),
                instrument: values.instrument("instrument"))
        case .getOpenAPI: return Response(json: OpenAPIDocument.document)
        case .getDocumentation: return .documentation
        case .getLiveness: return Response(text: "alive\n")
        case .getReadiness:
            let reasons = health.reasons
            return reasons.isEmpty
                ? Response(text: "ready\n")
                : Response(text: reasons.joined(separator: "\n") + "\n", status: .serviceUnavailable)
        }
    }

    private func requestValues(
        _ route: Route, _ request: Request, _ context: BasicRequestContext
    ) throws(Problem) -> RequestValues {
        let query = request.uri.queryParameters.map { (name: String($0.key), value: String($0.value)) }
        // All that follows the route's fixed part; `why` is its last component.
        let rest = context.parameters.getCatchAll()
        guard rest.isEmpty || rest.last == "why" else { throw Problem.notFound(Problem.noSuchPath) }
        let id = PercentEncoding.decoded(rest.dropLast().joined(separator: "/"))
        return try RequestValues(
            route.parameters, query: query, header: { HTTPField.Name($0).flatMap { request.headers[$0] } },
            path: { $0 == "id" ? id : nil })
    }

    /// A command's body; commands are short, so anything long is a mistake or an attack.
    private func body(of request: Request) async throws -> [UInt8] {
        do {
            return Array(buffer: try await request.body.collect(upTo: 16_384))
        } catch {
            throw Problem(
                status: 413, kind: "too-large", title: "Too large",
                detail: "A command's body has at most 16 KiB.")
        }
    }
}
