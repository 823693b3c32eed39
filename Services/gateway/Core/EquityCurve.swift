public import Domain

/// What the portfolio was worth at each close, computed from the fills: by quote currency, one point for each close.
///
/// An instrument counts from its first fill or bar within the range on; between its bars it keeps its last close.
public struct EquityCurve: Sendable, Equatable {
    /// One close.
    public struct Close: Sendable, Equatable {
        /// Which instrument.
        public let instrument: InstrumentID
        /// When the bar closed.
        public let at: Timestamp
        /// At which price.
        public let price: Price
        /// One close.
        public init(instrument: InstrumentID, at: Timestamp, price: Price) {
            self.instrument = instrument
            self.at = at
            self.price = price
        }
    }
    private struct Point: Equatable {
        let currency: String
        let at: Timestamp
        let amounts: PortfolioAmounts
    }
    private let interval: Interval
    private var points: [Point] = []

    /// The curve of fills from the very first on, at closes of one range; both in any order.
    ///
    /// - Throws: ``MoneyOverflow`` for amounts no quote currency has.
    public init(
        fills: [Fill], closes: [Close], currencies: [InstrumentID: String], capital: Notional,
        interval: Interval
    ) throws(MoneyOverflow) {
        self.interval = interval
        let traded = Set(fills.map(\.instrument))
        // An instrument that never traded would add its capital and nothing else.
        let closes = closes.filter { traded.contains($0.instrument) }
            .sorted { ($0.at, $0.instrument) < ($1.at, $1.instrument) }
        var pending = fills.sorted { ($0.occurredAt, $0.id) < ($1.occurredAt, $1.id) }[...]
        var positions: [InstrumentID: Position] = [:]
        var prices: [InstrumentID: Price] = [:]
        var index = closes.startIndex
        while index < closes.endIndex {
            let at = closes[index].at
            // The moment is complete when its last close is in.
            while index < closes.endIndex, closes[index].at == at {
                prices[closes[index].instrument] = closes[index].price
                index += 1
            }
            while let fill = pending.first, fill.occurredAt < at {
                try positions[fill.instrument, default: Position(instrument: fill.instrument)].apply(fill)
                pending.removeFirst()
            }
            var totals: [String: PortfolioAmounts] = [:]
            for instrument in traded {
                let position = positions[instrument] ?? Position(instrument: instrument)
                let amounts = try PortfolioAmounts(position, at: prices[instrument], capital: capital)
                try totals[currencies[instrument] ?? "", default: .zero].add(amounts)
            }
            points += totals.sorted { $0.key < $1.key }
                .map { Point(currency: $0.key, at: at, amounts: $0.value) }
        }
    }

    /// The document, in the form of ``Resource/equityCurve``; of one currency, or of all.
    public func json(currency: String?) -> JSONValue {
        let shown = points.filter { currency == nil || $0.currency == currency }
        let items = shown.map { point in
            JSONValue.object(
                [("currency", .text(point.currency)), ("at", .integer(point.at.milliseconds))]
                    + point.amounts.members.filter { $0.0 != "capital" })
        }
        return ["items": .array(items), "interval": .text(interval.rawValue)]
    }
}
