import Domain
import Foundation
import Testing

@testable import GatewayCore

@Suite struct `A TradingView alert` {
    private static let received = Timestamp(milliseconds: 1_767_226_505_000)
    private static let bitcoin = InstrumentID(venue: "sim", symbol: "BTCUSD")

    private func hook(ttl: Int64? = nil) -> AlertHook {
        AlertHook(
            id: "h1", label: "TradingView", secretHash: "", symbols: [.init("binance:BtcUsdt", Self.bitcoin)],
            strength: Rate(basisPoints: 8000), timeToLive: ttl, alertsPerMinute: 60, createdBy: "k1",
            createdAt: Self.received)
    }

    /// The template as TradingView fills it in.
    private func filled(_ values: [String: String] = [:]) -> String {
        let standard = [
            "exchange": "BINANCE", "ticker": "BTCUSDT", "interval": "30", "strategy.order.action": "buy",
            "strategy.market_position": "long", "close": "43000.5", "time": "2026-01-01T00:00:00Z",
            "timenow": "2026-01-01T00:15:04Z",
        ].merging(values) { $1 }
        return standard.reduce(TradingViewMessage.template(secret: "s")) {
            $0.replacing("{{\($1.key)}}", with: $1.value)
        }
    }

    private func alert(_ body: String, through hook: AlertHook) throws -> Alert {
        let values = try RequestValues(
            Route.sendTradingViewAlert.allParameters, query: [], path: { $0 == "hook" ? "h1" : nil })
        let call = try Call(
            .sendTradingViewAlert, values: values, body: Array(body.utf8), caller: .anonymous, requestID: "r1"
        )
        return try TradingViewMessage.alert(call.body, through: hook, receivedAt: Self.received)
    }

    private func fault(_ body: String) -> String? {
        do {
            _ = try alert(body, through: hook())
            return nil
        } catch let problem as Problem {
            return problem.faults.map { $0.location.joined(separator: ".") }.joined(separator: " ")
        } catch {
            return "\(error)"
        }
    }

    @Test func `from the template is understood`() throws {
        let alert = try alert(filled(), through: hook(ttl: 60_000))
        #expect(alert.instrument == Self.bitcoin)
        #expect(alert.interval == .thirtyMinutes)
        #expect(alert.direction == .long)
        #expect(alert.strength.description == "0.8")
        #expect(alert.source == "hook-h1")
        #expect(alert.timeToLive == 60_000)
        #expect(alert.sentAt == Timestamp(milliseconds: 1_767_226_504_000))
        #expect(alert.note == "BINANCE:BTCUSDT buy at 43000.5")
    }

    @Test func `that is sent again has the same id, and the next one has another`() throws {
        let first = try alert(filled(), through: hook())
        #expect(try alert(filled(), through: hook()).id == first.id)
        #expect(try alert(filled(["timenow": "2026-01-01T00:15:05Z"]), through: hook()).id != first.id)
    }

    @Test(arguments: [
        ("buy", "long", Direction.long), ("sell", "short", .short), ("sell", "flat", .flat),
        ("buy", "flat", .flat),
    ])
    func `says by the position what an order means`(action: String, position: String, expected: Direction)
        throws
    {
        let values = ["strategy.order.action": action, "strategy.market_position": position]
        let alert = try alert(filled(values), through: hook())
        #expect(alert.direction == expected)
        #expect((alert.strength == .zero) == (expected == .flat))
    }

    @Test(arguments: [
        ("1", Interval.oneMinute), ("60", .oneHour), ("240", .fourHours), ("D", .oneDay), ("1D", .oneDay),
        ("3D", .threeDays), ("W", .oneWeek), ("1W", .oneWeek), ("30m", .thirtyMinutes), ("1h", .oneHour),
    ])
    func `has an interval in TradingView's words`(text: String, expected: Interval) {
        #expect(TradingViewMessage.interval(text) == expected)
    }

    @Test(arguments: ["45", "M", "30S", "-60", "+60", "", "0", "999999999999999999999"])
    func `has no interval that bars do not have`(text: String) {
        #expect(TradingViewMessage.interval(text) == nil)
    }

    @Test func `is refused by the name of the field`() {
        #expect(fault(filled(["ticker": "ETHUSDT"])) == "body.ticker")
        #expect(fault(filled(["interval": "45"])) == "body.interval")
        #expect(fault(filled(["timenow": "yesterday"])) == "body.timenow")
        // Placeholders of a strategy stay as they are in an indicator's alert.
        #expect(
            fault(
                filled(["strategy.market_position": "{{strategy.market_position}}"])) == "body.action")
        #expect(fault("BTCUSDT long") == "body")
        #expect(fault(#"{"ticker":"BINANCE:BTCUSDT","interval":"30","direction":"long"}"#) == "body.secret")
        #expect(
            fault(#"{"secret":"s","ticker":"BINANCE:BTCUSDT","interval":"30","direction":"long"}"#)
                == "body.timenow")
    }

    @Test func `may quote its numbers or not`() throws {
        let quoted = filled().replacing("}", with: #","sequence":"7","strength":"0.5"}"#)
        let plain = filled(["close": "43000.5"]).replacing(#""43000.5""#, with: "43000.5")
            .replacing("}", with: #","sequence":7,"strength":0.5}"#)
        let (first, second) = (try alert(quoted, through: hook()), try alert(plain, through: hook()))
        #expect(first.sequence == 7 && first.strength.description == "0.5")
        #expect(first.note == "BINANCE:BTCUSDT buy at 43000.5")
        #expect(first == second)
        for (field, value) in [
            ("sequence", #""-7""#), ("sequence", #""7x""#), ("strength", "0.123456789"), ("strength", "2"),
        ] {
            #expect(
                fault(filled().replacing("}", with: #","\#(field)":\#(value)}"#)) == "body.\(field)",
                "\(value)")
        }
    }

    @Test func `never gives its secret back`() {
        let wrong = filled().replacing("\"secret\"", with: "\"Secret\"").replacing(
            "\"s\"", with: "\"tell-tale\"")
        do {
            _ = try alert(wrong, through: hook())
            Issue.record("a message without a secret was taken")
        } catch let problem as Problem {
            #expect(!problem.document(instance: "i").encoded.contains("tell-tale"))
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func `is documented as it is`() throws {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        let page = try String(
            contentsOf: folder.appendingPathComponent("docs/ai-builders/tradingview.md"), encoding: .utf8)
        #expect(page.contains(TradingViewMessage.template(secret: "SECRET")))
    }
}

@Suite struct `A door for TradingView alerts` {
    private func hook(_ body: String, owner: String = "k1") throws -> AlertHook {
        let values = try RequestValues(Route.createHook.allParameters, query: [])
        let call = try Call(
            .createHook, values: values, body: Array(body.utf8),
            caller: Caller(keyID: owner, label: "me", scope: .paper), requestID: "r1")
        return try AlertHook(from: call, secret: "s3cret", at: Timestamp(milliseconds: 1))
    }
    private static let body =
        #"{"label":"a","symbols":[{"symbol":"X:Y","instrument":"sim:BTCUSD"}],"ttlSeconds":60}"#

    @Test func `opens for its secret alone, of which only a digest is kept`() throws {
        let hook = try hook(Self.body)
        #expect(hook.admits("s3cret"))
        #expect(!hook.admits("s3cre"))
        #expect(!hook.admits(hook.secretHash))
        #expect(!hook.document.encoded.contains("s3cret"))
        #expect(!hook.document.encoded.contains(hook.secretHash))
        #expect(hook.document(revealing: "s3cret").text("message")?.contains("s3cret") == true)
    }

    @Test func `is one for every label of a key`() throws {
        #expect(try hook(Self.body).id == hook(Self.body).id)
        #expect(try hook(Self.body).id != hook(Self.body, owner: "k2").id)
    }

    @Test func `knows a symbol once`() {
        let twice = Self.body.replacing(
            "]", with: #",{"symbol":"x:y","instrument":"sim:ETHUSD"}]"#)
        #expect(throws: Problem.self) { try hook(twice) }
    }

    @Test func `keeps what it was told`() throws {
        let hook = try hook(Self.body)
        #expect(
            AlertHook.symbols(from: try JSONParser.parse(Array(hook.symbolsJSON.encoded.utf8)))
                == hook.symbols)
        #expect(hook.timeToLive == 60_000)
        #expect(hook.strength == Rate(whole: 1))
        #expect(hook.alertsPerMinute == 60)
    }
}
