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

/// Gives out JSON Web Tokens and checks them (RFC 7519), with HMAC-SHA-256 and nothing else.
///
/// A token is ours when libjwt, given what it says, writes this very text with our secret. So there is one form of each
/// token, without an algorithm, a key or an extension for its sender to choose, and the comparison, the only place where
/// the secret meets a stranger's bytes, takes the same time whatever is right about them (not so in libjwt before 1.17:
/// CVE-2024-25189).
public struct TokenSigner: Sendable {
    private let secret: [UInt8]
    /// Says which secret it is, and nothing about it.
    private let secretName: String

    private static let issuer = "quantum-trader-pro"
    private static let audience = "quantum-trader-pro/gateway"
    /// Longer than any of ours.
    private static let longest = 1_024
    /// How far the clocks of two gateways may be apart.
    private static let leewaySeconds: Int64 = 30

    /// A signer whose secret all gateways share.
    public init(secret: String) {
        self.secret = Array(secret.utf8)
        secretName = String(SHA256.hexadecimal(of: "token key \(secret)".utf8).prefix(16))
    }

    /// The token's text.
    public func sign(_ claims: TokenClaims) throws -> String { try text(of: Payload(claims)) }

    /// What a token says; nil for anything that is none of ours or does not hold at that moment.
    public func claims(of token: String, at now: Timestamp) -> TokenClaims? {
        guard let payload = try? payload(of: token) else { return nil }
        let second = now.milliseconds / 1000
        guard payload.iss == Self.issuer, payload.aud == Self.audience, second < payload.exp,
            payload.nbf <= second + Self.leewaySeconds, payload.nbf <= payload.exp, !payload.sub.isEmpty
        else { return nil }
        return TokenClaims(
            keyID: payload.sub, fingerprint: payload.key, scope: payload.scope, issued: payload.iat,
            expires: payload.exp, id: payload.jti)
    }

    /// What a token of ours says, whenever it holds; nil for any other.
    private func payload(of text: String) throws -> Payload? {
        guard Self.hasForm(text) else { return nil }
        let token = try WebToken(unverified: text)
        guard token.algorithm == WebToken.algorithm, token.keyID == secretName, let claims = token.claims
        else { return nil }
        let payload = try JSONDecoder().decode(Payload.self, from: Data(claims.utf8))
        return ConstantTime.equal(text, try self.text(of: payload)) ? payload : nil
    }

    private func text(of payload: Payload) throws -> String {
        let claims = String(decoding: try JSONEncoder().encode(payload), as: UTF8.self)
        return try WebToken.text(keyID: secretName, claims: claims, secret: secret)
    }

    /// Three parts in the alphabet of JWT: what is longer, empty or holds a zero byte is nothing to give to a C library.
    private static func hasForm(_ text: String) -> Bool {
        guard text.utf8.count <= longest else { return false }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 3
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                            true
                        default: false
                        }
                    }
            }
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
