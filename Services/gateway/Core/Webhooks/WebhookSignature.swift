import Digests

/// Proves to a receiver that a request is ours, unchanged and new.
public enum WebhookSignature {
    /// The value of `X-QTP-Signature`.
    ///
    /// The moment is signed with the body, so that a receiver can refuse an old request that somebody has kept.
    ///
    /// - Parameters:
    ///   - body: The body as it is sent, to the byte.
    ///   - key: The webhook's secret, whose text is the key.
    ///   - seconds: The moment of this attempt.
    /// - Returns: `t=<seconds since 1970>,v1=<HMAC-SHA-256 of "t.body" in hexadecimal>`.
    public static func header(of body: String, key: String, seconds: Int64) -> String {
        let code = SHA256.authenticationCode(of: Array("\(seconds).\(body)".utf8), key: Array(key.utf8))
        return "t=\(seconds),v1=\(Hexadecimal.text(of: code))"
    }
}
