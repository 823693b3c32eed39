import GatewayCore
import HTTPTypes
import Hummingbird
import Logging
import Messages
import NIOCore
import ServiceRuntime

/// The Model Context Protocol over HTTP, on one path for both its eras.
///
/// Everything a message leads to is a call of the API in the name of whoever asks; here is only what the protocol adds.
struct MCPEndpoint: Sendable {
    static let path: RouterPath = "/mcp"

    let api: GatewayAPI
    let gatekeeper: Gatekeeper
    /// Whether AIs may place orders, for keys that may.
    let isTradingEnabled: Bool
    /// Web pages that may ask, `*` for all; any other would be somebody else's, in a browser near the gateway.
    let allowedOrigins: Set<String>
    let maximumBodyBytes: Int
    let logger: Logger

    /// Adds the path: messages are posted, and there is nothing else to ask for.
    func register(in router: Router<GatewayContext>) {
        router.on(Self.path, method: .post) { request, context in
            try checkOrigin(of: request)
            // Whether a message changes anything is known once it is read; while nobody can count, changes fail by themselves.
            return try await gatekeeper.admitted(request, context, toChange: false) { caller in
                try await answer(request, from: caller, context)
            }
        }
        for method: HTTPRequest.Method in [.get, .put, .patch, .delete] {
            router.on(Self.path, method: method) { request, _ in
                let problem = Problem.wrongMethod(allowed: [.post])
                return Response(
                    Answer(
                        status: problem.status, .json(problem.document(instance: "/mcp")),
                        headers: [("Allow", "POST"), ("Content-Type", "application/problem+json")]),
                    to: request)
            }
        }
    }

    private func checkOrigin(of request: Request) throws(Problem) {
        if let origin = request.headers[.origin], allowedOrigins.isDisjoint(with: [origin, "*"]) {
            throw .foreignOrigin
        }
    }

    private func answer(
        _ request: Request, from caller: Caller, _ context: GatewayContext
    ) async throws -> Response {
        let requestID = context.id
        guard Self.accepts(request.headers[.accept]) else {
            throw Problem(
                status: 406, kind: "not-acceptable", title: "Not acceptable",
                detail: "Accept application/json and text/event-stream.")
        }
        let body = try await HTTPAdapter.bytes(of: request, upTo: maximumBodyBytes)
        let plans = MCPServer.plans(
            for: body,
            headers: MCPHeaders(
                version: Self.header("MCP-Protocol-Version", of: request),
                method: Self.header("Mcp-Method", of: request), name: Self.header("Mcp-Name", of: request)),
            access: MCPAccess(scope: caller.scope, isTradingEnabled: isTradingEnabled))
        let trace = TraceParent(of: request, context).text
        let reply: MCPReply
        switch plans {
        case .one(let plan): reply = await carryOut(plan, caller, trace, requestID)
        case .batch(let plans):
            // The body was counted as one request; what else it asks for counts like messages of their own.
            for plan in plans.dropFirst() {
                if case .perform = plan { try await gatekeeper.count(caller, toChange: false) }
            }
            var replies: [MCPReply] = []
            for plan in plans { replies.append(await carryOut(plan, caller, trace, requestID)) }
            reply = .batch(replies)
        }
        guard let document = reply.body else {
            return Response(status: HTTPResponse.Status(code: reply.status))
        }
        return Response(Answer(status: reply.status, .json(document)), to: request)
    }

    private func carryOut(
        _ plan: MCPPlan, _ caller: Caller, _ trace: String, _ requestID: String
    ) async -> MCPReply {
        switch plan {
        case .reply(let reply): reply
        case .perform(let task): task.reply(to: await outcome(of: task, caller, trace, requestID))
        }
    }

    private func outcome(
        of task: MCPTask, _ caller: Caller, _ trace: String, _ requestID: String
    ) async -> MCPTask.Outcome {
        let call: Call
        do {
            call = try Call(
                task.operation, arguments: task.arguments, caller: caller, trace: trace, requestID: requestID)
        } catch {
            await api.refuse(task.operation, by: caller, trace: trace, requestID: requestID, error)
            return .refused(error)
        }
        do {
            let answer = try await api.perform(call)
            guard case .json(let document) = answer.body else { return .refused(.internalError) }
            return .answered(document, status: answer.status)
        } catch {
            return .refused(
                Problem(of: error, logger: logger.naming(requestID, trace), path: "/mcp"))
        }
    }

    private static func header(_ name: String, of request: Request) -> String? {
        HTTPField.Name(name).flatMap { request.headers[$0] }
    }

    /// Answers are JSON; a client that says what it reads must be ready for that.
    private static func accepts(_ accept: String?) -> Bool {
        guard let accept, !accept.isEmpty else { return true }
        return ["application/json", "application/*", "*/*"].contains { accept.lowercased().contains($0) }
    }
}
