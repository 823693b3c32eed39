internal import CCrypto

/// Comparisons whose duration says nothing about what was compared.
public enum ConstantTime {
    /// Whether two secrets, or two digests of secrets, are the same bytes.
    ///
    /// The time depends on the lengths alone: with `==` an attacker learns from the delay how many leading bytes were
    /// right, and finds the rest byte by byte.
    public static func equal(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        one.count == other.count && CRYPTO_memcmp(one, other, one.count) == 0
    }

    /// Whether two texts are the same bytes; canonically equivalent texts are not.
    public static func equal(_ one: String, _ other: String) -> Bool {
        equal(Array(one.utf8), Array(other.utf8))
    }
}
