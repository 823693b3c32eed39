import GatewayCore
import HTTPTypes
import Hummingbird
import Logging
import Messages

/// Turns every error into a problem document, in one place.
struct ProblemAnswers: RouterMiddleware {
    let logger: Logger

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let refusal as Refusal {
            var response = answer(to: request, context, refusal.problem)
            response.headers.set(refusal.headers)
            return response
        } catch {
            return answer(to: request, context, error)
        }
    }

    private func answer(to request: Request, _ context: GatewayContext, _ error: any Error) -> Response {
        let problem: Problem
        var allowed: [Route.Method] = []
        if let error = error as? any HTTPResponseError {
            // The router knows paths and methods together only, and calls both mistakes by one name.
            if error.status == .notFound { allowed = Operation.methods(at: request.uri.path) }
            problem = allowed.isEmpty ? Self.problem(error.status) : .wrongMethod(allowed: allowed)
        } else {
            problem = Problem(
                of: error, logger: logger.naming(context.id, TraceParent(of: request, context).text),
                path: request.uri.path)
        }
        let document = problem.document(instance: "urn:request:\(context.id)")
        var response = Response(
            Answer(
                status: problem.status, .json(document),
                headers: [("Content-Type", "application/problem+json")]), to: request)
        if problem.status == 401 { response.headers[.wwwAuthenticate] = "Bearer" }
        if !allowed.isEmpty {
            response.headers[.allow] = allowed.map(\.httpNames).joined(separator: ", ")
        }
        if let seconds = problem.retryAfterSeconds { response.headers[.retryAfter] = String(seconds) }
        return response
    }

    private static func problem(_ status: HTTPResponse.Status) -> Problem {
        status == .notFound
            ? .notFound(Problem.noSuchPath)
            : Problem(
                status: status.code, kind: "http-\(status.code)", title: status.reasonPhrase,
                detail: "The request was refused.")
    }
}
