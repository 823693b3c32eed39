import Domain
import GatewayCore

/// What venues told.
struct MarketHandlers: Sendable {
    let history: History
    /// Intervals whose bars are stored, shortest first.
    let intervals: [Interval]

    func page(_ call: Call) async throws -> Answer { try await history.page(for: call) }
    func record(_ call: Call) async throws -> Answer { try await history.record(for: call) }

    func candles(_ call: Call) async throws -> Answer {
        try await history.candles(for: call, stored: intervals)
    }
}
