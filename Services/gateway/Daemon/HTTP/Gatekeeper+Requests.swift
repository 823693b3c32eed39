import GatewayCore
import HTTPTypes
import Hummingbird

extension Gatekeeper {
    /// Answers a request that needs a key, and tells its sender how much of their limit is left.
    ///
    /// `token` is what stands in the address of an operation that lets it stand there.
    ///
    /// - Throws: ``Refusal`` with the same headers for what `answer` throws, and for whoever is not let in.
    func admitted(
        _ request: Request, _ context: GatewayContext, toChange isMutation: Bool, token: String? = nil,
        _ answer: (Caller) async throws -> Response
    ) async throws -> Response {
        let admitted = try await admit(
            Self.credential(of: request, orToken: token),
            from: ClientAddress.text(
                request.headers, from: context.remoteAddress?.ipAddress, proxies: trustedProxies),
            toChange: isMutation)
        do {
            var response = try await answer(admitted.caller)
            response.headers.set(admitted.headers)
            return response
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw Refusal(problem: error, headers: admitted.headers)
        }
    }

    private static func credential(of request: Request, orToken token: String?) -> Credential {
        let key = key(in: request.headers)
        return if key == nil, let token { .token(token) } else { .key(key) }
    }

    /// The same key is good in either header.
    static func key(in headers: HTTPFields) -> String? {
        let bearer = headers[.authorization].flatMap { value -> String? in
            value.prefix("bearer ".count).lowercased() == "bearer "
                ? String(value.dropFirst("bearer ".count)) : nil
        }
        return bearer ?? headers[named: "X-API-Key"]
    }
}
