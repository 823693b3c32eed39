import Domain
import GatewayCore
import Postgres
import Synchronization

/// Sizes and prices orders as the executor would now, from what this gateway knows.
final class OrderPricing: Sendable {
    private let history: History
    private let latest: LatestBars
    private let slippage: Rate
    private let rules = Mutex<
        [InstrumentID: (specification: InstrumentSpecification, readAt: ContinuousClock.Instant)]
    >(
        [:])

    /// For how long trading rules are taken for what they were; a venue changes them rarely, and the executor has the
    /// last word.
    private static let memory = Duration.seconds(10)

    init(history: History, latest: LatestBars, slippage: Rate) {
        self.history = history
        self.latest = latest
        self.slippage = slippage
    }

    /// The order that a request comes to at the last close.
    ///
    /// - Throws: ``Problem`` where it comes to none.
    func estimate(_ request: OrderRequest) async throws -> OrderEstimate {
        let instrument = request.instrument
        guard let rules = try await rules(of: instrument) else {
            throw Problem.invalid([
                .init(
                    ["body", "instrument"], "is none that a venue has listed; see GET /v1/instruments",
                    kind: "value_error")
            ])
        }
        guard let close = try await lastClose(of: instrument) else {
            throw Problem.orderRefused("price: no bar of \(instrument) has closed yet", status: 409)
        }
        let estimate: OrderEstimate?
        do {
            estimate = try OrderEstimate(request, reference: close, slippage: slippage, rules: rules)
        } catch {
            throw Problem.orderRefused("arithmetic: a value is beyond 128 bits")
        }
        guard let estimate else {
            throw Problem.orderRefused("price: none near \(close) in ticks of \(rules.tickSize)", status: 409)
        }
        guard estimate.order.quantity.isPositive else {
            throw Problem.orderRefused("lot_size: less than the quantity step of \(rules.lotSize)")
        }
        return estimate
    }

    private func lastClose(of instrument: InstrumentID) async throws -> Price? {
        if let told = latest[instrument, history.tradedInterval] { return told.bar.close }
        return try await history.lastClose(of: instrument)
    }

    private func rules(of instrument: InstrumentID) async throws -> InstrumentSpecification? {
        let now = ContinuousClock.now
        let known = rules.withLock { $0[instrument] }
        if let known, now - known.readAt < Self.memory { return known.specification }
        let specification = try await history.specification(of: instrument)
        rules.withLock { $0[instrument] = specification.map { ($0, now) } }
        return specification
    }
}

extension History {
    /// The close of the newest bar that is traded by; nil where none has closed.
    fileprivate func lastClose(of instrument: InstrumentID) async throws -> Price? {
        try await pool.query(
            "SELECT close FROM bars WHERE instrument = $1 AND interval = $2 ORDER BY opened_at DESC LIMIT 1",
            [PostgresValue(instrument), PostgresValue(tradedInterval.rawValue)]
        ).first?.value("close")
    }

    /// A venue's rules; nil for an instrument that none has listed.
    fileprivate func specification(of instrument: InstrumentID) async throws -> InstrumentSpecification? {
        try await pool.query("SELECT * FROM instruments WHERE instrument = $1", [PostgresValue(instrument)])
            .first
            .map { row in
                InstrumentSpecification(
                    instrument: instrument, baseAsset: try row.text("base_asset"),
                    quoteAsset: try row.text("quote_asset"), tickSize: try row.value("tick_size"),
                    lotSize: try row.value("lot_size"), minimumNotional: try row.value("minimum_notional"))
            }
    }
}
