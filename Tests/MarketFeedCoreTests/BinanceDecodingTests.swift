import Domain
import Foundation
import MarketFeedCore
import TestSupport
import Testing

/// Payloads as the venue documents and sends them, kept outside of the package.
enum VenuePayloads {
    static func data(_ path: String) throws -> Data {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../shared/exchanges/\(path)").standardized
        return try #require(
            try? Data(contentsOf: url), "the recorded payloads are not at \(url.path); they are needed")
    }

    struct Example: Decodable {
        let heading: String
        let json: JSONValue
    }
    private struct Document: Decodable { let examples: [Example] }

    static func examples(_ path: String) throws -> [Example] {
        try JSONDecoder().decode(Document.self, from: data(path)).examples
    }
}

/// Any JSON, to print it again.
enum JSONValue: Codable {
    case object([String: JSONValue])
    case array([JSONValue])
    case string(String)
    case integer(Int64)
    case number(Double)
    case boolean(Bool)
    case null

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .object(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .boolean(let value): try container.encode(value)
        case .null: try container.encodeNil()
        }
    }

    /// The text, with `e` first as the venue sends it (sorted keys put `E` before, which is no event name).
    var text: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            guard case .object(var members) = self, let event = members.removeValue(forKey: "e") else {
                return Array(try encoder.encode(self))
            }
            let rest = String(decoding: try encoder.encode(JSONValue.object(members)), as: UTF8.self)
            let name = String(decoding: try encoder.encode(event), as: UTF8.self)
            return Array("{\"e\":\(name),\(rest.dropFirst())".utf8)
        }
    }
}

@Suite(.enabled(if: GoldenVectors.areThere, "the reference data is not beside the repository"))
struct `Binance stream frames` {
    private let decoder = BinanceEventDecoder(venue: "binance", interval: .oneMinute)
    private let instrument = InstrumentID(venue: "binance", symbol: "BNBBTC")

    @Test func `every documented frame is read`() throws {
        let examples = try VenuePayloads.examples("messages/binance-spot/ws-streams.json")
        #expect(examples.count > 10)
        for example in examples {
            #expect(throws: Never.self, "\(example.heading)") { try decoder.decode(example.json.text) }
        }
    }

    @Test func `an aggregated trade is read from a raw and a combined stream`() throws {
        let frame = """
            {"e":"aggTrade","E":1672515782136,"s":"BNBBTC","a":12345,"p":"0.001","q":"100","f":100,"l":105,\
            "T":1672515782130,"m":true,"M":true}
            """
        let trade = FeedTrade(
            Trade(
                instrument: instrument, id: 105, occurredAt: Timestamp(milliseconds: 1_672_515_782_130),
                price: try Price(parsing: "0.001"), quantity: Quantity(whole: 100), aggressor: .sell),
            firstID: 100, aggregateID: 12345)
        #expect(try decoder.decode(Array(frame.utf8)) == .trade(trade))
        #expect(
            try decoder.decode(Array(#"{"stream":"bnbbtc@aggTrade","data":\#(frame)}"#.utf8)) == .trade(trade)
        )
        #expect(trade.count == 6)
    }

    @Test(arguments: [true, false]) func `a bar is final only when the venue says so`(isFinal: Bool) throws {
        let frame = """
            {"e":"kline","E":1672515782136,"s":"BNBBTC","k":{"t":1672515780000,"T":1672515839999,"s":"BNBBTC",\
            "i":"1m","f":100,"L":200,"o":"0.0010","c":"0.0020","h":"0.0025","l":"0.0010","v":"1000","n":101,\
            "x":\(isFinal),"q":"1.0000","V":"500","Q":"0.500","B":"123456"}}
            """
        let openedAt = Timestamp(milliseconds: 1_672_515_780_000)
        let bar = Bar(
            instrument: instrument, interval: .oneMinute, openedAt: openedAt,
            open: try Price(parsing: "0.001"),
            high: try Price(parsing: "0.0025"), low: try Price(parsing: "0.001"),
            close: try Price(parsing: "0.002"), volume: Quantity(whole: 1000))
        let wanted: BinanceEvent =
            isFinal ? .bar(FeedBar(bar, tradeCount: 101)) : .openBar(instrument, openedAt: openedAt)
        #expect(try decoder.decode(Array(frame.utf8)) == wanted)
        #expect(
            try BinanceEventDecoder(venue: "binance", interval: .oneHour).decode(Array(frame.utf8)) == .other)
    }

    @Test func `answers to requests are told apart`() throws {
        func decode(_ text: String) throws -> BinanceEvent { try decoder.decode(Array(text.utf8)) }
        #expect(try decode(#"{"result":null,"id":7}"#) == .acknowledged(request: 7))
        #expect(
            try decode(#"{"code": 2, "msg": "Invalid request", "id": 8}"#)
                == .rejected(request: 8, code: 2, reason: "Invalid request"))
        #expect(
            try decode(#"{"error":{"code":-1121,"msg":"Invalid \"symbol\"."},"id":9}"#)
                == .rejected(request: 9, code: -1121, reason: #"Invalid "symbol"."#))
        #expect(try decode(#"{"e":"serverShutdown","E":1770123456789}"#) == .shutdown)
    }

    @Test func `a symbol may be written in any script`() throws {
        let trade = #""a":1,"p":"1","q":"1","f":1,"l":1,"T":1,"m":false"#
        for symbol in ["币安人生USDT", #"\u5e01\u5b89\u4eba\u751fUSDT"#] {
            let event = try decoder.decode(Array(#"{"e":"aggTrade","s":"\#(symbol)",\#(trade)}"#.utf8))
            guard case .trade(let read) = event else {
                Issue.record("no trade")
                return
            }
            #expect(read.trade.instrument.symbol == "币安人生USDT")
        }
    }

    @Test(
        arguments: [
            "", "{", "[]", "{\"e\":\"aggTrade\"}", "{\"e\":\"aggTrade\"} x",
            "{\"e\":\"kline\",\"k\":{\"i\":\"1m\"}}",
            #"{"e":"aggTrade","s":"A B","a":1,"p":"1","q":"1","f":1,"l":1,"T":1,"m":false}"#,
            #"{"e":"aggTrade","s":"AB","a":1,"p":"-1","q":"1","f":1,"l":1,"T":1,"m":false}"#,
            #"{"e":"aggTrade","s":"AB","a":1,"p":"1e3","q":"1","f":1,"l":1,"T":1,"m":false}"#,
            #"{"e":"aggTrade","s":"AB","a":1,"p":"1","q":"1","f":2,"l":1,"T":1,"m":false}"#,
            String(repeating: "[", count: 100),
            #"{"a":"# + String(repeating: "[", count: 100_000),
        ])
    func `nonsense is refused`(frame: String) {
        #expect(throws: FeedError.self) { try decoder.decode(Array(frame.utf8)) }
    }
}

@Suite(.enabled(if: GoldenVectors.areThere, "the reference data is not beside the repository"))
struct `Binance answers` {
    private let decoder = BinanceAnswerDecoder(venue: "binance", interval: .oneWeek)
    private let instrument = InstrumentID(venue: "binance", symbol: "ETHBTC")

    private func body(_ heading: String) throws -> [UInt8] {
        let examples = try VenuePayloads.examples("messages/binance-spot/rest-examples.json")
        return try #require(examples.first { $0.heading.hasSuffix(heading) }).json.text
    }

    @Test func `the documented answers are read`() throws {
        #expect(try decoder.time(body("Check server time")).milliseconds == 1_499_827_319_559)
        let trades = try decoder.trades(body("Compressed/Aggregate trades list"), of: instrument)
        #expect(trades.map(\.trade.id) == [27781])
        #expect(trades.map(\.aggregateID) == [26129])
        #expect(try decoder.specifications(body("Exchange information")).isEmpty)
        let refusal = try BinanceAnswerDecoder.refusal(body("Error Codes"))
        #expect(refusal?.code == -1121)
        #expect(refusal?.reason == "Invalid symbol.")
    }

    @Test func `documented bars are read`() throws {
        // The example's week starts on a Monday that is no week's start here unless the grid agrees.
        let bars = try decoder.bars(body("Kline/Candlestick data"), of: instrument)
        #expect(bars.map(\.tradeCount) == [308])
        #expect(bars.first?.bar.volume == Quantity("148976.11427815"))
    }

    @Test func `recorded bars and rules are read`() throws {
        let folder = "nautilus-test-data/binance/spot/http_json/"
        let bars = try BinanceAnswerDecoder(venue: "binance", interval: .oneMinute)
            .bars(Array(VenuePayloads.data(folder + "klines_response.json")), of: instrument)
        #expect(!bars.isEmpty)
        // Its symbol has no filters, so nothing could be ordered there.
        let rules = try decoder.specifications(
            Array(VenuePayloads.data(folder + "exchange_info_response.json")))
        #expect(rules.isEmpty)
    }

    @Test(arguments: ["NOTIONAL", "MIN_NOTIONAL"]) func `trading rules come from filters`(filter: String)
        throws
    {
        let text = """
            {"symbols":[{"symbol":"ETHBTC","baseAsset":"ETH","quoteAsset":"BTC","filters":[\
            {"filterType":"PRICE_FILTER","minPrice":"0.01","maxPrice":"10","tickSize":"0.00001000"},\
            {"filterType":"MARKET_LOT_SIZE","minQty":"0","maxQty":"9","stepSize":"0.00000000"},\
            {"filterType":"LOT_SIZE","minQty":"0.1","maxQty":"9","stepSize":"0.10000000"},\
            {"filterType":"\(filter)","minNotional":"0.0001","avgPriceMins":5}]},\
            {"symbol":"OFF","baseAsset":"O","quoteAsset":"F","filters":[\
            {"filterType":"PRICE_FILTER","tickSize":"0"},{"filterType":"LOT_SIZE","stepSize":"1"}]}]}
            """
        let rules = InstrumentSpecification(
            instrument: instrument, baseAsset: "ETH", quoteAsset: "BTC",
            tickSize: try Price(parsing: "0.00001"),
            lotSize: try Quantity(parsing: "0.1"), minimumNotional: try Notional(parsing: "0.0001"))
        #expect(try decoder.specifications(Array(text.utf8)) == [rules])
    }

    @Test func `a proxy's page is no refusal`() {
        #expect(BinanceAnswerDecoder.refusal(Array("<html>".utf8)) == nil)
    }
}

@Suite struct `Binance requests` {
    private let instrument = InstrumentID(venue: "sim", symbol: "BTCUSD")

    @Test func `stream names are lower case`() {
        #expect(
            BinanceRequests.streams(instrument, .thirtyMinutes, trades: true)
                == ["btcusd@kline_30m", "btcusd@aggTrade"])
        #expect(
            BinanceRequests.subscription(.subscribe, ["a@b", "c\"@d"], id: 3)
                == #"{"method":"SUBSCRIBE","params":["a@b","c\"@d"],"id":3}"#)
    }

    @Test func `a combined connection names its streams`() {
        #expect(
            BinanceRequests.streamPath(["btcusd@kline_30m", "币a/b@aggTrade"])
                == "/stream?streams=btcusd@kline_30m/%E5%B8%81a%2Fb@aggTrade")
    }

    @Test func `a page starts where it is told`() {
        let bars = BinanceRequests.bars(
            instrument, .thirtyMinutes, from: Timestamp(milliseconds: 5), through: Timestamp(milliseconds: 9))
        #expect(bars.path == "/api/v3/klines")
        #expect(
            bars.parameters.map { "\($0.name)=\($0.value)" }
                == ["symbol=BTCUSD", "interval=30m", "startTime=5", "endTime=9", "limit=1000"])
        let trades = BinanceRequests.trades(instrument, from: .aggregate(12))
        #expect(
            trades.parameters.map { "\($0.name)=\($0.value)" } == [
                "symbol=BTCUSD", "fromId=12", "limit=1000",
            ])
    }
}
