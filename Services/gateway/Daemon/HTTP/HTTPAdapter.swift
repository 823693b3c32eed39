import GatewayCore
import HTTPTypes
import Hummingbird
import Logging
import Messages
import NIOCore
import ServiceRuntime
import SocketIO
import Traces

/// Carries requests to the API and its answers back.
///
/// Every operation stands under its path; what HTTP adds is here and nowhere else.
final class HTTPAdapter: Sendable {
    private let api: GatewayAPI
    private let gatekeeper: Gatekeeper
    private let assistants: MCPEndpoint
    private let limits: HTTPLimits
    private let tracer: Tracer?
    private let logger: Logger

    init(
        api: GatewayAPI, gatekeeper: Gatekeeper, assistants: MCPEndpoint, limits: HTTPLimits,
        tracer: Tracer?, logger: Logger
    ) {
        self.api = api
        self.gatekeeper = gatekeeper
        self.assistants = assistants
        self.limits = limits
        self.tracer = tracer
        self.logger = logger
    }

    private struct Place: Hashable {
        let method: Route.Method
        let pattern: String
    }

    func router(sockets: SocketIOServer) -> Router<GatewayContext> {
        let router = Router(context: GatewayContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: SecurityHeaders())
        router.add(middleware: HeadAnswers())
        // Ahead of the log, which a client of long polling would fill.
        router.add(middleware: SocketIOEndpoint(sockets))
        router.add(middleware: RequestLog(logger: logger))
        router.add(middleware: RequestSpans(tracer: tracer))
        router.add(middleware: RequestMetrics())
        router.add(middleware: CrossOrigin(origins: limits.origins))
        router.add(middleware: ProblemAnswers(logger: logger))
        for place in Set(Operation.allCases.map(Self.place(of:))) {
            guard let method = HTTPRequest.Method(place.method.rawValue.uppercased()) else { continue }
            router.on(RouterPath(place.pattern), method: method) { request, context in
                // Whoever tells a wrong path from a wrong method knows this error.
                guard let match = RouteMatch(place.method, request.uri.path) else {
                    throw HTTPError(.notFound)
                }
                return try await self.limits.timed { try await self.respond(match, request, context) }
            }
        }
        assistants.register(in: router)
        return router
    }

    /// From the first parameter on the path is ours to read: ids hold slashes, which clients may or may not escape.
    private static func place(of operation: Operation) -> Place {
        let (path, method) = (operation.route.path, operation.route.method)
        return Place(method: method, pattern: path.firstIndex(of: "{").map { path[..<$0] + "**" } ?? path)
    }

    private func respond(
        _ match: RouteMatch, _ request: Request, _ context: GatewayContext
    ) async throws -> Response {
        let route = match.operation.route
        guard route.access != .open else { return try await answer(match, request, context, .anonymous) }
        return try await gatekeeper.admitted(
            request, context, toChange: route.isMutation, token: Self.token(for: match.operation, in: request)
        ) { caller in
            try await answer(match, request, context, caller)
        }
    }

    /// Where a browser can send no header, and for no other operation: addresses are written down in many places.
    private static func token(for operation: Operation, in request: Request) -> String? {
        guard operation == .followEvents else { return nil }
        return request.uri.queryParameters["token"].flatMap { $0.isEmpty ? nil : String($0) }
    }

    private func answer(
        _ match: RouteMatch, _ request: Request, _ context: GatewayContext, _ caller: Caller
    ) async throws -> Response {
        let trace = TraceParent(of: request, context).text
        let call: Call
        do {
            call = try await self.call(match, request, caller, trace: trace, requestID: context.id)
        } catch {
            await api.refuse(match.operation, by: caller, trace: trace, requestID: context.id, error)
            throw error
        }
        let answer = try await api.perform(call)
        guard match.operation.route.changesSlowly else { return Response(answer, to: request) }
        return Response(answer.revalidated(request.headers[.ifNoneMatch]), to: request)
    }

    private func call(
        _ match: RouteMatch, _ request: Request, _ caller: Caller, trace: String?, requestID: String
    ) async throws -> Call {
        let route = match.operation.route
        try caller.require(route.access)
        let values = try RequestValues(
            route.allParameters,
            query: request.uri.queryParameters.map { (name: String($0.key), value: String($0.value)) },
            header: { request.headers[named: $0] },
            path: { match.path[$0].map { PercentEncoding.decoded($0) } })
        return try Call(
            match.operation, values: values, body: try await body(of: request, route), caller: caller,
            trace: trace, requestID: requestID)
    }

    private func body(of request: Request, _ route: Route) async throws -> [UInt8] {
        guard !route.body.isEmpty else { return [] }
        if !route.takesAnyContentType, let type = request.headers[.contentType], !Self.isJSON(type) {
            throw Problem.unsupportedMediaType
        }
        return try await Self.bytes(of: request, upTo: limits.maximumBodyBytes)
    }

    /// A request's body, which must not be longer than allowed.
    static func bytes(of request: Request, upTo limit: Int) async throws -> [UInt8] {
        // What is packed would be taken for text.
        if let coding = request.headers[.contentEncoding], !["", "identity"].contains(coding.lowercased()) {
            throw Problem.contentEncoding
        }
        do {
            return Array(buffer: try await request.body.collect(upTo: limit))
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge(limit: limit)
        }
    }

    /// `application/json` or `application/…+json`, whatever parameters follow.
    private static func isJSON(_ type: String) -> Bool {
        let essence = type.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        return essence == "application/json"
            || essence.hasPrefix("application/") && essence.hasSuffix("+json")
    }
}
