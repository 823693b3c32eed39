import AccessControl
import Digests
import Domain
import GatewayCore
import ServiceRuntime

/// Finds out who asks.
struct Authenticator: Sendable {
    private let configured: Secret
    private let keys: KeyRing
    private let use: KeyUse
    private let signer: TokenSigner?
    private let configuredKey: Known

    /// How the key of the configuration is named; it is no key's id.
    static let configuredID = "configured"

    /// What is known of a key that opens something now.
    private struct Known {
        let id: String
        let label: String
        let scope: Scope
        let limits: Caller.Limits
        let hash: String
        let expiresAt: Timestamp?
    }

    /// Takes the key of the configuration, those of the database, and where there is a secret to sign with, tokens.
    init(configured: Secret, tokenSecret: Secret, keys: KeyRing, use: KeyUse) {
        self.configured = configured
        self.keys = keys
        self.use = use
        configuredKey = Known(
            id: Self.configuredID, label: "key of the configuration", scope: .admin, limits: .none,
            hash: SHA256.hexadecimal(of: configured.revealed.utf8), expiresAt: nil)
        signer = tokenSecret.isEmpty ? nil : TokenSigner(secret: tokenSecret.revealed)
    }

    /// Who presents this key or token.
    ///
    /// - Throws: ``Problem`` 401 where there is no key, or none that is valid.
    func caller(presenting text: String?) async throws -> Caller {
        guard let text, !text.isEmpty else { throw Problem.unauthorized }
        if configured.matches(text) { return Self.caller(configuredKey) }
        let now = Timestamp.now
        if let key = APIKey(text) {
            guard let record = try await keys.record(of: key.id), key.matches(hash: record.hash) else {
                throw Problem.unknownKey
            }
            let known = try Self.known(record, at: now)
            use.note(known.id, at: now)
            return Self.caller(known)
        }
        guard let caller = try await self.caller(presentingToken: text, at: now) else {
            throw Problem.unknownKey
        }
        return caller
    }

    /// Who presents this token; never a key, which would be written down wherever addresses are.
    ///
    /// - Throws: ``Problem`` 401 where it is none that is valid.
    func caller(presentingToken text: String) async throws -> Caller {
        guard let caller = try await caller(presentingToken: text, at: .now) else { throw Problem.noToken }
        return caller
    }

    private func caller(presentingToken text: String, at now: Timestamp) async throws -> Caller? {
        guard let claims = signer?.claims(of: text, at: now), let scope = Scope(rawValue: claims.scope) else {
            return nil
        }
        let known = try await key(of: claims, at: now)
        return Caller(
            keyID: known.id, label: known.label, scope: min(scope, known.scope), limits: known.limits,
            credential: .token,
            validUntil: known.expiresAt.map { min($0, claims.expiresAt) } ?? claims.expiresAt)
    }

    /// What somebody who was let in may now, without asking for their key again.
    ///
    /// - Throws: ``Problem`` 401 where they would no longer be let in; errors of the database as they are.
    func caller(again caller: Caller) async throws -> Caller {
        let now = Timestamp.now
        if caller.credential == .token, let end = caller.validUntil, end <= now { throw Problem.tokenEnded }
        guard caller.keyID != Self.configuredID else { return caller }
        guard let record = try await keys.record(of: caller.keyID) else { throw Problem.unauthorized }
        let known = try Self.known(record, at: now)
        use.note(known.id, at: now)
        return Caller(
            keyID: known.id, label: known.label, scope: min(caller.scope, known.scope), limits: known.limits,
            credential: caller.credential, validUntil: caller.validUntil)
    }

    /// Makes a token on behalf of a caller, with at most their scope.
    ///
    /// - Throws: ``Problem``: 403 for a wider scope or for a token, 409 where nothing signs tokens.
    func token(for caller: Caller, scope: Scope, lifetime: Duration) async throws -> (
        text: String, TokenClaims
    ) {
        guard let signer else { throw Problem.noTokens }
        guard caller.credential == .key else { throw Problem.tokenOfToken }
        guard scope <= caller.scope else { throw Problem.forbidden(needed: scope, given: caller.scope) }
        let now = Timestamp.now
        let hash: String
        if caller.keyID == Self.configuredID {
            hash = configuredKey.hash
        } else {
            guard let record = try await keys.record(of: caller.keyID) else { throw Problem.unauthorized }
            hash = try Self.known(record, at: now).hash
        }
        let claims = TokenClaims(
            keyID: caller.keyID, hash: hash, scope: scope.rawValue, issuedAt: now, lifetime: lifetime)
        return (try signer.sign(claims), claims)
    }

    /// A token lives no longer than its key.
    private func key(of claims: TokenClaims, at now: Timestamp) async throws -> Known {
        if claims.keyID == Self.configuredID {
            guard claims.isBound(to: configuredKey.hash) else { throw Problem.unauthorized }
            return configuredKey
        }
        guard let record = try await keys.record(of: claims.keyID), claims.isBound(to: record.hash) else {
            throw Problem.unauthorized
        }
        return try Self.known(record, at: now)
    }

    /// Only whoever has the key's secret comes this far, so they may know what became of it.
    private static func known(_ record: KeyRecord, at now: Timestamp) throws(Problem) -> Known {
        let state = record.state(at: now)
        guard state == .active else { throw .keyEnded(record.id, state.rawValue) }
        guard let scope = Scope(rawValue: record.scope) else { throw .unauthorized }
        return Known(
            id: record.id, label: record.label, scope: scope,
            limits: Caller.Limits(
                requestsPerMinute: record.limits.requestsPerMinute,
                orderNotional: record.limits.orderNotional, dailyNotional: record.limits.dailyNotional,
                orderQuantities: record.limits.orderQuantities),
            hash: record.hash, expiresAt: record.expiresAt)
    }

    private static func caller(_ known: Known) -> Caller {
        Caller(
            keyID: known.id, label: known.label, scope: known.scope, limits: known.limits,
            validUntil: known.expiresAt)
    }
}
