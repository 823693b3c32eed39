import Domain

/// The name of a stream: a symbol in lower case and what is told of it, `btcusd@kline_30m`.
public struct StreamName: Sendable, Hashable, CustomStringConvertible {
    enum Kind: Sendable, Hashable {
        case trade
        case aggregateTrade
        case bars(Interval)
    }
    /// In lower case.
    let symbol: String
    let kind: Kind

    init(symbol: String, kind: Kind) {
        self.symbol = symbol.lowercased()
        self.kind = kind
    }

    /// Parses a name; nil for streams that this venue will never have anything to tell on.
    init?(_ text: String) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[0] == parts[0].lowercased() else { return nil }
        switch parts[1] {
        case "trade": kind = .trade
        case "aggTrade": kind = .aggregateTrade
        default:
            guard parts[1].hasPrefix("kline_"),
                let interval = Interval(rawValue: String(parts[1].dropFirst(6)))
            else { return nil }
            kind = .bars(interval)
        }
        symbol = String(parts[0])
    }

    /// The name as clients spell it.
    public var description: String {
        switch kind {
        case .trade: symbol + "@trade"
        case .aggregateTrade: symbol + "@aggTrade"
        case .bars(let interval): "\(symbol)@kline_\(interval.rawValue)"
        }
    }
}
