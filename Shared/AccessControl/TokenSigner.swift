internal import Digests
public import Domain
internal import FoundationEssentials

/// What a short-lived token says: whose key it stands for, what it may do and until when.
public struct TokenClaims: Sendable, Equatable {
    /// The key it was made with.
    public let keyID: String
    /// Binds it to that key's secret, so that it ends when the secret is replaced under the same id.
    public let fingerprint: String
    /// What it may do: a scope's word.
    public let scope: String
    /// From when it holds.
    public let issuedAt: Timestamp
    /// When it ends.
    public let expiresAt: Timestamp
    /// Names this token.
    public let id: String

    /// A token on behalf of a key of that hash; whole seconds, as JWT counts.
    public init(keyID: String, hash: String, scope: String, issuedAt: Timestamp, lifetime: Duration) {
        let second = issuedAt.milliseconds / 1000
        self.keyID = keyID
        fingerprint = Self.fingerprint(of: hash)
        self.scope = scope
        self.issuedAt = Timestamp(milliseconds: second * 1000)
        expiresAt = Timestamp(milliseconds: (second + lifetime.components.seconds) * 1000)
        id = Hexadecimal.text(of: RandomBytes.make(8))
    }

    fileprivate init(
        keyID: String, fingerprint: String, scope: String, issued: Int64, expires: Int64, id: String
    ) {
        self.keyID = keyID
        self.fingerprint = fingerprint
        self.scope = scope
        issuedAt = Timestamp(milliseconds: issued * 1000)
        expiresAt = Timestamp(milliseconds: expires * 1000)
        self.id = id
    }

    /// Whether it was made with a key of that hash.
    public func isBound(to hash: String) -> Bool {
        ConstantTime.equal(fingerprint, Self.fingerprint(of: hash))
    }

    /// Tells nothing of the hash to whoever reads the token.
    private static func fingerprint(of hash: String) -> String {
        String(SHA256.hexadecimal(of: "token of \(hash)".utf8).prefix(32))
    }
}

/// Gives out JSON Web Tokens and checks them (RFC 7519; HMAC-SHA-256 in compact form, RFC 7515).
///
/// One form, and no other is read: a token whose header is not letter for letter the one written here is refused before
/// anything in it is believed. So there is no algorithm, key or extension for its sender to choose.
public struct TokenSigner: Sendable {
    private let secret: [UInt8]
    private let header: String

    private static let issuer = "quantum-trader-pro"
    private static let audience = "quantum-trader-pro/gateway"
    /// Longer than any of ours.
    private static let longest = 1_024
    /// How far the clocks of two gateways may be apart.
    private static let leewaySeconds: Int64 = 30

    /// A signer whose secret all gateways share.
    public init(secret: String) {
        self.secret = Array(secret.utf8)
        // Says which secret it is, and nothing about it.
        let name = SHA256.hexadecimal(of: "token key \(secret)".utf8).prefix(16)
        header = Base64URL.text(of: #"{"alg":"HS256","typ":"JWT","kid":"\#(name)"}"#.utf8)
    }

    /// The token's text.
    public func sign(_ claims: TokenClaims) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let payload = Base64URL.text(of: try encoder.encode(Payload(claims)))
        return "\(header).\(payload).\(signature(of: payload))"
    }

    /// What a token says; nil for anything that is none of ours or does not hold at that moment.
    public func claims(of token: String, at now: Timestamp) -> TokenClaims? {
        guard token.utf8.count <= Self.longest else { return nil }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, parts[0] == header, ConstantTime.equal(parts[2], signature(of: parts[1])),
            let bytes = Base64URL.bytes(of: parts[1]),
            let payload = try? JSONDecoder().decode(Payload.self, from: Data(bytes))
        else { return nil }
        let second = now.milliseconds / 1000
        guard payload.iss == Self.issuer, payload.aud == Self.audience, second < payload.exp,
            payload.nbf <= second + Self.leewaySeconds, payload.nbf <= payload.exp
        else { return nil }
        return TokenClaims(
            keyID: payload.sub, fingerprint: payload.key, scope: payload.scope, issued: payload.iat,
            expires: payload.exp, id: payload.jti)
    }

    private func signature(of payload: String) -> String {
        Base64URL.text(of: SHA256.authenticationCode(of: "\(header).\(payload)".utf8, key: secret))
    }

    private struct Payload: Codable {
        let iss: String
        let aud: String
        let sub: String
        let jti: String
        let iat: Int64
        let nbf: Int64
        let exp: Int64
        let scope: String
        let key: String

        init(_ claims: TokenClaims) {
            iss = issuer
            aud = audience
            sub = claims.keyID
            jti = claims.id
            iat = claims.issuedAt.milliseconds / 1000
            nbf = iat
            exp = claims.expiresAt.milliseconds / 1000
            scope = claims.scope
            key = claims.fingerprint
        }
    }
}
