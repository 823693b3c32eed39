import GatewayCore
import ServiceRuntime

/// Finds out who asks.
struct Authenticator: Sendable {
    private let apiKey: Secret

    init(settings: ResolvedSettings) { apiKey = settings[GatewayKeys.apiKey] }

    /// Who presents this key.
    ///
    /// - Throws: ``Problem`` 401 where there is no key, or none that is valid.
    func caller(presenting key: String?) async throws -> Caller {
        guard let key, apiKey.matches(key) else { throw Problem.unauthorized }
        return Caller(keyID: "configured", label: "configured key", scope: .admin)
    }
}
