import GatewayCore

/// What venues told.
struct MarketHandlers: Sendable {
    let history: History

    func page(_ call: Call) async throws -> Answer { try await history.page(for: call) }
}
