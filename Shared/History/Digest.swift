import CCrypto

/// Fingerprints of exported files, by which two runs are compared.
public enum Digest {
    /// SHA-256 in 64 lower-case hexadecimal digits.
    public static func sha256Hex(of bytes: some Sequence<UInt8>) -> String {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        let input = Array(bytes)
        SHA256(input, input.count, &digest)
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(digest.count * 2)
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
