import Domain
import GatewayCore

/// What the executor did.
struct TradingHandlers: Sendable {
    let history: History
    let capital: Notional

    func page(_ call: Call) async throws -> Answer { try await history.page(for: call) }

    func portfolio() async throws -> Answer { .json(try await history.portfolio(capital: capital).json) }
}
