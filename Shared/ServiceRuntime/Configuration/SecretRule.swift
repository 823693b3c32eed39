/// What a configured secret must be for a program to start with it.
///
/// It cannot tell whether a secret is random; it refuses what people leave in place: nothing, an example's text, one key
/// held down.
public enum SecretRule {
    /// The rule as documentation and refusals state it.
    public static func words(minimumBytes: Int) -> String {
        "at least \(minimumBytes) bytes, \(leastDifferent) of them different, no placeholder and no repetition"
    }

    /// Whether a program may start with it.
    public static func accepts(_ secret: Secret, minimumBytes: Int) -> Bool {
        let bytes = Array(secret.revealed.utf8)
        guard bytes.count >= minimumBytes, Set(bytes).count >= leastDifferent, !isRepetition(bytes) else {
            return false
        }
        // A random text may hold such a word by chance, and is long enough without it.
        var rest = secret.revealed.lowercased()
        for word in placeholders { rest = rest.replacing(word, with: "") }
        return rest.utf8.count >= minimumBytes - longestChance
    }

    /// Fewer stand in hand-made texts; of 16 random hexadecimal digits hardly ever.
    private static let leastDifferent = 8
    /// The length of one word that a random text may well hold.
    private static let longestChance = 4

    /// Words that example configurations, and people in a hurry, put where a secret belongs; long ones first, since a
    /// short one may be part of them.
    private static let placeholders = [
        "1234567890", "0123456789", "placeholder", "password", "passwort", "12345678", "abcdefgh", "change",
        "secret", "example", "default", "replace", "abcdef", "qwerty", "foobar", "insert", "sample", "please",
        "canbeanything", "letmein", "trader", "quantum", "gateway", "apikey", "123456", "dummy", "admin",
        "token", "local", "your", "demo", "test", "here", "this", "0123", "1234", "api-", "xxxx",
    ]

    /// Whether it is a shorter text written twice or more.
    private static func isRepetition(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 1 else { return false }
        return (1...bytes.count / 2).contains { period in
            bytes.indices.dropFirst(period).allSatisfy { bytes[$0] == bytes[$0 - period] }
        }
    }
}
