/// Which contract, on which venue: `sim:BTCUSDT`.
public struct InstrumentID: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// The venue's name in this suite, lower case: `binance`, `sim`.
    public let venue: String
    /// The venue's own symbol, unchanged.
    public let symbol: String
    /// The instrument `symbol` of `venue`.
    public init(venue: String, symbol: String) {
        self.venue = venue
        self.symbol = symbol
    }
    /// Parses `venue:symbol`; nil unless both parts are there and the text has no blank or control character.
    public init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else { return nil }
        let symbol = text[text.index(after: colon)...]
        guard !symbol.isEmpty, text.utf8.count <= 64, text.utf8.allSatisfy({ $0 > 32 && $0 != 127 }) else {
            return nil
        }
        self.init(venue: String(text[..<colon]), symbol: String(symbol))
    }
    /// `venue:symbol`.
    public var description: String { "\(venue):\(symbol)" }
    /// Reads `venue:symbol`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Self(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\(text) is not venue:symbol")
        }
        self = value
    }
    /// Writes `venue:symbol`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
    /// Orders by venue, then by symbol.
    public static func < (left: Self, right: Self) -> Bool {
        (left.venue, left.symbol) < (right.venue, right.symbol)
    }
}
