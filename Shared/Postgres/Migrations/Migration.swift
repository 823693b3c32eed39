internal import CCrypto

/// One forward step of the database's form.
///
/// Once released its text never changes; a mistake is mended by the next one.
public struct Migration: Sendable, Equatable {
    /// Its place, counted from one.
    public let number: Int
    /// What it brings, for a person.
    public let name: String
    /// The statements, run in one transaction.
    public let sql: String

    /// One forward step.
    public init(number: Int, name: String, sql: String) {
        self.number = number
        self.name = name
        self.sql = sql
    }

    /// SHA-256 of the statements, 64 hexadecimal digits.
    public var checksum: String {
        let text = Array(sql.utf8)
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        _ = SHA256(text, text.count, &digest)
        let digits = Array("0123456789abcdef")
        return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    /// All steps of this build, in order.
    public static let all: [Migration] = [
        .capabilities, .market, .analysis, .execution, .delivery, .hypertables,
    ]
}
