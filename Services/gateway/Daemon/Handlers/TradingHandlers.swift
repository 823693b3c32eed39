import Domain
import GatewayCore
import ServiceRuntime

/// What the executor did, and what it keeps to.
struct TradingHandlers: Sendable {
    let history: History
    let settings: ResolvedSettings

    func page(_ call: Call) async throws -> Answer { try await history.page(for: call) }
    func record(_ call: Call) async throws -> Answer { try await history.record(for: call) }

    func portfolio() async throws -> Answer {
        .json(try await history.portfolio(capital: settings[ExecutorKeys.capital]).json)
    }

    func equity(_ call: Call) async throws -> Answer {
        .json(try await history.equity(call.values, capital: settings[ExecutorKeys.capital]))
    }

    func riskLimits() async throws -> Answer {
        .json([
            "interval": .text(settings[ExecutorKeys.interval].rawValue),
            "capital": .text(settings[ExecutorKeys.capital].description),
            "riskFraction": .text(settings[ExecutorKeys.riskFraction].description),
            "allowsShort": .boolean(settings[ExecutorKeys.allowsShort]),
            "maximumOrderNotional": .text(settings[ExecutorKeys.maximumOrder].description),
            "maximumPositionNotional": .text(settings[ExecutorKeys.maximumPosition].description),
            "feeRate": .text(settings[ExecutorKeys.feeRate].description),
            "slippageRate": .text(settings[ExecutorKeys.slippageRate].description),
            "killSwitch": try await history.killSwitch(),
        ])
    }
}
