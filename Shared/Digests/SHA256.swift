internal import CCrypto

/// SHA-256 (FIPS 180-4) of whole messages.
public enum SHA256 {
    /// Bytes in a digest.
    public static let byteCount = Int(SHA256_DIGEST_LENGTH)

    /// The digest, 32 bytes.
    public static func digest(of message: some Sequence<UInt8>) -> [UInt8] {
        let input = Array(message)
        var digest = [UInt8](repeating: 0, count: byteCount)
        _ = CCrypto.SHA256(input, input.count, &digest)
        return digest
    }

    /// The digest in 64 lower-case hexadecimal digits.
    public static func hexadecimal(of message: some Sequence<UInt8>) -> String {
        Hexadecimal.text(of: digest(of: message))
    }

    /// The keyed digest HMAC-SHA-256 (RFC 2104), 32 bytes; proves that who made it knows the key.
    public static func authenticationCode(of message: some Sequence<UInt8>, key: [UInt8]) -> [UInt8] {
        let input = Array(message)
        var code = [UInt8](repeating: 0, count: byteCount)
        let made = HMAC(EVP_sha256(), key, Int32(key.count), input, input.count, &code, nil)
        precondition(made != nil, "libcrypto offers no HMAC-SHA-256")
        return code
    }
}
