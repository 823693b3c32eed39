public import Domain

/// Paths, parameters and stream names of the Binance Spot protocol.
public enum BinanceRequests {
    /// The most rows of `klines` and `aggTrades` in one answer.
    public static let pageLimit = 1000

    /// One REST request.
    public struct Query: Sendable, Equatable {
        /// Path below the base URL.
        public let path: String
        /// Parameters, not yet percent-encoded.
        public let parameters: [Parameter]
    }

    /// One parameter of a query.
    public struct Parameter: Sendable, Equatable {
        /// Its name.
        public let name: String
        /// Its value.
        public let value: String
        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The venue's clock.
    public static let time = Query(path: "/api/v3/time", parameters: [])

    /// The trading rules of all symbols.
    public static let exchangeInfo = Query(path: "/api/v3/exchangeInfo", parameters: [])

    /// The page of bars that starts with the bar `from` and, if there is an end, includes the bar `through`.
    public static func bars(
        _ instrument: InstrumentID, _ interval: Interval, from: Timestamp, through: Timestamp?
    ) -> Query {
        var parameters = [
            Parameter("symbol", instrument.symbol), Parameter("interval", interval.rawValue),
            Parameter("startTime", from.description),
        ]
        if let through { parameters.append(Parameter("endTime", through.description)) }
        parameters.append(Parameter("limit", String(pageLimit)))
        return Query(path: "/api/v3/klines", parameters: parameters)
    }

    /// The page of trades from a place on.
    ///
    /// Without an end time: the venue has refused ranges of more than an hour, and a page is bounded anyway.
    public static func trades(_ instrument: InstrumentID, from place: TradePlace) -> Query {
        let start =
            switch place {
            case .time(let time): Parameter("startTime", time.description)
            case .aggregate(let id): Parameter("fromId", String(id))
            }
        return Query(
            path: "/api/v3/aggTrades",
            parameters: [
                Parameter("symbol", instrument.symbol), start, Parameter("limit", String(pageLimit)),
            ])
    }

    /// The streams of one instrument; names are lower case whatever the symbol is.
    public static func streams(_ instrument: InstrumentID, _ interval: Interval, trades: Bool) -> [String] {
        let symbol = instrument.symbol.lowercased()
        return ["\(symbol)@kline_\(interval.rawValue)"] + (trades ? ["\(symbol)@aggTrade"] : [])
    }

    /// Path and query of a combined connection that is subscribed to these streams from its first moment.
    ///
    /// What a URL may not hold is percent-encoded; `@`, which may stand there, is left as the venue documents it.
    public static func streamPath(_ streams: [String]) -> String {
        "/stream?streams=" + streams.map(escaped).joined(separator: "/")
    }

    private static func escaped(_ stream: String) -> String {
        stream.utf8.reduce(into: "") { text, byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "@"), UInt8(ascii: "_"),
                UInt8(ascii: "-"),
                UInt8(ascii: "."):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
    }

    /// A request on an open connection.
    public static func subscription(_ method: SubscriptionMethod, _ streams: [String], id: Int64) -> String {
        let names = streams.map { stream in
            "\"" + stream.reduce(into: "") { $0 += $1 == "\"" || $1 == "\\" ? "\\\($1)" : "\($1)" } + "\""
        }
        return "{\"method\":\"\(method.rawValue)\",\"params\":[\(names.joined(separator: ","))],\"id\":\(id)}"
    }

    /// What a request on an open connection does.
    public enum SubscriptionMethod: String, Sendable {
        case subscribe = "SUBSCRIBE"
        case unsubscribe = "UNSUBSCRIBE"
    }
}

/// From where on trades are wanted.
public enum TradePlace: Sendable, Hashable {
    /// From the first at or after this moment.
    case time(Timestamp)
    /// From this aggregate on.
    case aggregate(Int64)
}
