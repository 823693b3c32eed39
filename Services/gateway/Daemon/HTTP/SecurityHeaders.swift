import HTTPTypes
import Hummingbird

/// Headers that keep browsers from doing with an answer what nobody meant, on every answer.
///
/// Pages that need more than the strictest policy bring one of their own.
struct SecurityHeaders: RouterMiddleware {
    /// Nothing is loaded, run, framed or sent from an answer that is data.
    static let contentSecurityPolicy =
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers.append(contentsOf: Self.always)
        response.headers[.contentSecurityPolicy] = Self.policy(response.headers[.contentSecurityPolicy])
        // What a key opened must not stay in a cache that others read.
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    /// A page may say what it loads, and not that others may frame it.
    private static func policy(_ own: String?) -> String {
        guard let own else { return contentSecurityPolicy }
        return own.contains("frame-ancestors") ? own : own + "; frame-ancestors 'none'; base-uri 'none'"
    }

    private static let always: [HTTPField] = [
        ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ].compactMap { name, value in HTTPField.Name(name).map { HTTPField(name: $0, value: value) } }
}
