import HTTPTypes
import Hummingbird

/// Takes the body off every answer to HEAD, problems too: a client would read it as the start of its next answer.
struct HeadAnswers: RouterMiddleware {
    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        return request.method == .head ? response.createHeadResponse() : response
    }
}
