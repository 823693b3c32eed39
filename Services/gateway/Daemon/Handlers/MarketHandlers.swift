import Domain
import GatewayCore

/// What venues told.
struct MarketHandlers: Sendable {
    let history: History
    let latest: LatestBars
    /// Intervals whose bars are stored, shortest first.
    let intervals: [Interval]

    func page(_ call: Call) async throws -> Answer { try await history.page(for: call) }
    func record(_ call: Call) async throws -> Answer { try await history.record(for: call) }

    /// The newest closed bar: from memory, or where this gateway was not told of one yet, from the database.
    func latestCandle(_ call: Call) async throws -> Answer {
        if let instrument = call.values.instrument("instrument"),
            let interval = call.values.text("interval").flatMap(Interval.init),
            let told = latest[instrument, interval]
        {
            return .json(told.json)
        }
        return .json(try await history.latestCandle(call.values, stored: intervals))
    }

    func candles(_ call: Call) async throws -> Answer {
        try await history.candles(for: call, stored: intervals)
    }
}
