internal import Digests

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
    public var checksum: String { SHA256.hexadecimal(of: sql.utf8) }

    /// All steps of this build, in order.
    public static let all: [Migration] = [
        .capabilities, .market, .analysis, .execution, .delivery, .hypertables, .idempotency, .orders,
        .webhooks, .jobs, .access, .alerts, .keyQuantities, .requests, .tradeCandles, .columnstore,
    ]
}
