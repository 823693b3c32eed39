import Domain
import FoundationEssentials
import GatewayCore
import Messages
import Testing
import Webhooks

@Suite struct `A webhook's body` {
    private func text(_ event: WebhookEvent, _ format: WebhookFormat, chat: String = "") throws -> String {
        try #require(
            WebhookBody(WebhookSample.message(event), as: format, deliveryID: "dlv_1", chat: chat)
        ).text
    }

    private func signal(_ reason: String) -> Message {
        Message(
            .signalEvaluated(
                SignalEvaluated(
                    Signal(
                        engine: "cipher-engine", instrument: InstrumentID(venue: "sim", symbol: "BTCUSDT"),
                        interval: .thirtyMinutes, openedAt: Timestamp(milliseconds: 1_514_764_800_000),
                        direction: .flat, strength: .zero, reasons: reason.isEmpty ? [] : [reason],
                        evidence: []))))
    }

    private func names(_ json: String) throws -> [String] {
        try JSONDecoder().decode([String: Anything].self, from: Data(json.utf8)).keys.sorted()
    }

    /// Any value but null.
    private struct Anything: Decodable {
        struct IsNull: Error {}
        init(from decoder: any Decoder) throws {
            if try decoder.singleValueContainer().decodeNil() { throw IsNull() }
        }
    }

    @Test func `is one flat object with amounts as text`() throws {
        #expect(
            try text(.fillRecorded, .generic) == #"""
                {"event":"fill.recorded","eventID":"fill/q0123456789abcdef0123456789abcdef-1","deliveryID":"dlv_1",\#
                "isTest":false,"occurredAt":1514766600000,"occurredAtText":"2018-01-01T00:30:00.000Z",\#
                "instrument":"sim:BTCUSD","venue":"sim","symbol":"BTCUSD",\#
                "summary":"Bought 0.07 sim:BTCUSD at 13726.5, fee 0.960855",\#
                "fillID":"q0123456789abcdef0123456789abcdef-1","clientOrderID":"q0123456789abcdef0123456789abcdef",\#
                "side":"buy","price":"13726.5","quantity":"0.07","fee":"0.960855"}
                """#)
        #expect(try text(.fillRecorded, .dify) == text(.fillRecorded, .generic))
    }

    @Test func `has amounts as numbers for Bubble, digit for digit`() throws {
        let body = try text(.decisionMade, .bubble)
        #expect(body.contains(#""score":0.375,"isConfirmed":false,"isDegraded":false"#))
        #expect(body.contains(#""failedRule":"threshold","failedDetail":"0.375 below 0.4""#))
        #expect(
            try text(.fillRecorded, .bubble).contains(#""price":13726.5,"quantity":0.07,"fee":0.960855}"#))
    }

    @Test(arguments: WebhookEvent.allCases)
    func `is flat, has no null, and has the same names whatever happened`(event: WebhookEvent) throws {
        let sample = try text(event, .bubble)
        #expect(!sample.dropFirst().contains("{") && !sample.contains("["))
        #expect(try names(sample).count >= 13)
        #expect(!sample.contains(#":"""#) || event == .entryRejected, "a sample shows a type for every field")
        if event == .signalEvaluated {
            let bare = try #require(WebhookBody(signal(""), as: .bubble, deliveryID: "dlv_2"))
            #expect(try names(bare.text) == names(sample))
        }
    }

    @Test func `for Discord calls nobody and marks nothing up`() throws {
        let body = try #require(WebhookBody(signal("@everyone *bold* [x](y)"), as: .discord, deliveryID: "d"))
        #expect(body.text.contains(#""allowed_mentions":{"parse":[]}"#))
        #expect(body.text.contains(#"\\*bold\\* \\[x\\](y)"#))
        #expect(body.text.contains(#""title":"signal.evaluated""#))
        #expect(body.text.contains(#""timestamp":"2018-01-01T00:30:00.000Z""#))
    }

    @Test func `for Telegram and Slack escapes what they reserve`() throws {
        let telegram = try #require(
            WebhookBody(signal("<b>&"), as: .telegram, deliveryID: "d", chat: "-100123", isTest: true))
        #expect(
            telegram.text == #"""
                {"chat_id":"-100123","text":"<b>Test: signal.evaluated</b>\ncipher-engine is flat on sim:BTCUSDT 30m, \#
                strength 0 (&lt;b&gt;&amp;)","parse_mode":"HTML","disable_web_page_preview":true}
                """#)
        let slack = try #require(WebhookBody(signal("<!channel>"), as: .slack, deliveryID: "d"))
        #expect(
            slack.text == #"""
                {"text":"*signal.evaluated*\ncipher-engine is flat on sim:BTCUSDT 30m, strength 0 (&lt;!channel&gt;)"}
                """#)
    }

    @Test(arguments: [(WebhookFormat.discord, 1_950), (.telegram, 4_096), (.slack, 4_000)])
    func `stays within the messenger's limit, with whole characters`(format: WebhookFormat, limit: Int) throws
    {
        let long = String(repeating: "👍🏽", count: 3_000)
        let body = try #require(WebhookBody(signal(long), as: format, deliveryID: "d", chat: "1"))
        struct Texts: Decodable {
            let text: String?
            let content: String?
        }
        let texts = try JSONDecoder().decode(Texts.self, from: Data(body.text.utf8))
        let shown = try #require(texts.text ?? texts.content)
        #expect(shown.utf16.count <= limit)
        #expect(shown.hasSuffix("👍🏽…"))
    }
}
