import Domain

/// What a position, or all of one currency, is worth.
struct PortfolioAmounts: Sendable, Equatable {
    static let zero = PortfolioAmounts(capital: .zero, realized: .zero, unrealized: .zero, fees: .zero)

    private(set) var capital: Notional
    private(set) var realized: Notional
    private(set) var unrealized: Notional
    private(set) var fees: Notional

    private init(capital: Notional, realized: Notional, unrealized: Notional, fees: Notional) {
        self.capital = capital
        self.realized = realized
        self.unrealized = unrealized
        self.fees = fees
    }

    /// What a position is worth at a price; at cost where there is none.
    init(_ position: Position, at price: Price?, capital: Notional) throws(MoneyOverflow) {
        self.capital = capital
        realized = position.realized
        unrealized = if let price { try position.unrealized(at: price) } else { .zero }
        fees = position.fees
    }

    mutating func add(_ other: Self) throws(MoneyOverflow) {
        let sum = Self(
            capital: try capital.adding(other.capital), realized: try realized.adding(other.realized),
            unrealized: try unrealized.adding(other.unrealized), fees: try fees.adding(other.fees))
        self = sum
    }

    /// Capital and all profit, after fees.
    var equity: Notional { capital + realized - fees + unrealized }

    /// As every document shows them.
    var members: [(String, JSONValue)] {
        [
            ("capital", .text(capital.description)), ("realized", .text(realized.description)),
            ("unrealized", .text(unrealized.description)), ("fees", .text(fees.description)),
            ("equity", .text(equity.description)),
        ]
    }
}
