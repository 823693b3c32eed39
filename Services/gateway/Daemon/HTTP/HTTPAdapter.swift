import GatewayCore
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceRuntime
import SocketIO

/// Carries requests to the API and its answers back.
///
/// Every operation stands under its path; what HTTP adds is here and nowhere else.
struct HTTPAdapter: Sendable {
    let api: GatewayAPI
    let gatekeeper: Gatekeeper
    let maximumBodyBytes: Int
    let trustedProxies: Int
    let logger: Logger

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
        router.add(middleware: MetricsMiddleware())
        router.add(middleware: ProblemAnswers(logger: logger))
        for place in Set(Operation.allCases.map(Self.place(of:))) {
            guard let method = HTTPRequest.Method(place.method.rawValue.uppercased()) else { continue }
            router.on(RouterPath(place.pattern), method: method) { request, context in
                // Whoever tells a wrong path from a wrong method knows this error.
                guard let match = RouteMatch(place.method, request.uri.path) else {
                    throw HTTPError(.notFound)
                }
                return try await respond(match, request, context)
            }
        }
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
        let admitted = try await gatekeeper.admit(
            presenting: Self.key(of: request),
            from: ClientAddress.text(of: request, context.remoteAddress, proxies: trustedProxies),
            toChange: route.isMutation)
        do {
            var response = try await answer(match, request, context, admitted.caller)
            for (name, value) in admitted.headers {
                if let name = HTTPField.Name(name) { response.headers[name] = value }
            }
            return response
        } catch {
            throw Refusal(problem: error, headers: admitted.headers)
        }
    }

    private func answer(
        _ match: RouteMatch, _ request: Request, _ context: GatewayContext, _ caller: Caller
    ) async throws -> Response {
        let trace = HTTPField.Name("traceparent").flatMap { request.headers[$0] }
        let call: Call
        do {
            call = try await self.call(match, request, caller, trace: trace, requestID: context.id)
        } catch {
            await api.refuse(match.operation, by: caller, trace: trace, requestID: context.id, error)
            throw error
        }
        return Response(try await api.perform(call))
    }

    private func call(
        _ match: RouteMatch, _ request: Request, _ caller: Caller, trace: String?, requestID: String
    ) async throws -> Call {
        let route = match.operation.route
        try caller.require(route.access)
        let values = try RequestValues(
            route.allParameters,
            query: request.uri.queryParameters.map { (name: String($0.key), value: String($0.value)) },
            header: { HTTPField.Name($0).flatMap { request.headers[$0] } },
            path: { match.path[$0].map { PercentEncoding.decoded($0) } })
        return try Call(
            match.operation, values: values, body: try await body(of: request, route), caller: caller,
            trace: trace, requestID: requestID)
    }

    /// The same key is good in either header.
    private static func key(of request: Request) -> String? {
        let bearer = request.headers[.authorization].flatMap { value -> String? in
            value.lowercased().hasPrefix("bearer ") ? String(value.dropFirst("bearer ".count)) : nil
        }
        return bearer ?? HTTPField.Name("X-API-Key").flatMap { request.headers[$0] }
    }

    private func body(of request: Request, _ route: Route) async throws -> [UInt8] {
        guard !route.body.isEmpty else { return [] }
        if !route.takesAnyContentType, let type = request.headers[.contentType], !Self.isJSON(type) {
            throw Problem.unsupportedMediaType
        }
        do {
            return Array(buffer: try await request.body.collect(upTo: maximumBodyBytes))
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge(limit: maximumBodyBytes)
        }
    }

    /// `application/json` or `application/…+json`, whatever parameters follow.
    private static func isJSON(_ type: String) -> Bool {
        let essence = type.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        return essence == "application/json"
            || essence.hasPrefix("application/") && essence.hasSuffix("+json")
    }
}
