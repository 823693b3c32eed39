import Foundation
import HTTP
import HTTPTypes
import Hummingbird
import Testing

extension GatewayTests {
    @Suite struct `The gateway asked for webhooks` {
        let suite: RunningSuite

        init() async throws { suite = try await RunningSuite.running() }

        private func send(
            _ method: HTTPClient.Method, _ path: String, _ body: String = "", idempotencyKey: String = ""
        ) async throws -> RunningSuite.Answer {
            var headers: HTTPClient.Headers = ["Content-Type": "application/json"]
            if !idempotencyKey.isEmpty { headers.append("Idempotency-Key", idempotencyKey) }
            return try await suite.send(method, path, key: suite.key, headers: headers, body: body)
        }

        private func create(_ url: String, _ rest: String) async throws -> String {
            let answer = try await send(.post, "/v1/webhooks", #"{"url":"\#(url)",\#(rest)}"#)
            #expect(answer.status == 201, "\(answer.text)")
            return try #require(try answer.json["id"].text)
        }

        @Test func `sends a sample, and what the history holds, and shows what became of it`() async throws {
            try await Receiver.running { receiver, url in
                let id = try await create(
                    url + "?token=canary",
                    #""format":"bubble","events":["decision.made","fill.recorded"],"authorization":"Bearer canary""#
                )
                let shown = try await send(.get, "/v1/webhooks/\(id)")
                #expect(try shown.json["host"].text == "127.0.0.1")
                #expect(try shown.json["hasAuthorization"] == .boolean(true))
                #expect(!shown.text.contains("canary"))

                let test = try await send(
                    .post, "/v1/webhooks/\(id)/test", #"{"event":"fill.recorded","initialize":true}"#)
                #expect(try test.json["isDelivered"] == .boolean(true), "\(test.text)")
                #expect(try JSON(try #require(receiver.deliveries.first).body)["isTest"] == .boolean(true))
                #expect(receiver.deliveries.first?.path == "/hook/initialize?token=canary")

                let fills = try await suite.walk("/v1/fills", limit: 500)
                let decisions = try await suite.walk("/v1/decisions", limit: 500)
                let span = #"{"from":1514764800000,"to":1546300800000}"#
                let replay = try await send(.post, "/v1/webhooks/\(id)/replay", span)
                let total = fills.count + decisions.count
                #expect(try replay.json["added"].number == Double(total), "\(replay.text)")
                try await receiver.wait(for: 1 + total)
                let sent = try receiver.deliveries.dropFirst().map { try JSON($0.body) }
                #expect(Set(sent.compactMap { $0["eventID"].text }).count == total)
                let times = sent.compactMap { $0["occurredAt"].number }
                #expect(times == times.sorted())
                let prices = sent.filter { $0["event"].text == "fill.recorded" }.compactMap {
                    $0["price"].number
                }
                #expect(prices.count == fills.count, "Bubble gets numbers")

                let done = try await suite.walk(
                    "/v1/webhooks/\(id)/deliveries?state=sent&order=asc", limit: 200)
                #expect(done.compactMap { $0["id"].text } == sent.compactMap { $0["deliveryID"].text })
                let again = try await send(.post, "/v1/webhooks/\(id)/replay", span)
                #expect(try again.json["added"].number == 0)
                #expect(try again.json["requeued"].number == Double(total))
                #expect(try await send(.delete, "/v1/webhooks/\(id)").status == 200)
                #expect(try await send(.get, "/v1/webhooks/\(id)").status == 404)
            }
        }

        @Test func `can be told otherwise, signs anew, and goes on where it was switched off`() async throws {
            try await Receiver.running { receiver, url in
                let id = try await create(
                    url, #""format":"generic","events":["decision.made"],"label":"one""#)
                let path = "/v1/webhooks/\(id)"
                let first = try await send(.get, path + "/secret").json["secret"].text
                #expect(try await send(.post, path + "/secret").status == 200)
                let second = try await send(.get, path + "/secret").json["secret"].text
                #expect(first != second && second?.hasPrefix("whsec_") == true)

                let off = try await send(.patch, path, #"{"isEnabled":false,"events":["fill.recorded"]}"#)
                #expect(try off.json["isEnabled"] == .boolean(false))
                #expect(try off.json["label"].text == "one")
                #expect(try off.json["events"].items == [.text("fill.recorded")])
                let replay = try await send(
                    .post, path + "/replay", #"{"from":1514764800000,"to":1546300800000}"#)
                let added = Int(try #require(try replay.json["added"].number))
                #expect(receiver.deliveries.isEmpty)
                #expect(try await send(.patch, path, #"{"isEnabled":true}"#).status == 200)
                try await receiver.wait(for: added)
                #expect(receiver.deliveries.count == added)
                #expect(try await send(.delete, path).status == 200)
            }
        }

        @Test(arguments: [
            (#"{"url":"ftp://example.com/","format":"generic","events":["fill.recorded"]}"#, "url"),
            (#"{"url":"https://u:p@example.com/","format":"generic","events":["fill.recorded"]}"#, "url"),
            (
                #"{"url":"https://api.telegram.org/bot1/sendMessage","format":"telegram","events":["fill.recorded"]}"#,
                "url"
            ),
            (#"{"url":"https://example.com/","format":"fax","events":["fill.recorded"]}"#, "format"),
            (#"{"url":"https://example.com/","format":"generic","events":[]}"#, "events"),
            (#"{"url":"https://example.com/","format":"generic"}"#, "events"),
            (#"{"url":"https://example.com/","format":"generic","events":["trade.printed"]}"#, "events"),
            (
                #"{"url":"https://example.com/","format":"slack","events":["fill.recorded"],"minimumStrength":"2"}"#,
                "minimumStrength"
            ),
        ])
        func `names what is wrong, and repeats no address`(body: String, field: String) async throws {
            let answer = try await send(.post, "/v1/webhooks", body)
            #expect(answer.status == 422)
            let places = try answer.json["errors"].items.map { $0["loc"].items.compactMap(\.text) }
            #expect(places.allSatisfy { $0.dropFirst().first == field }, "\(answer.text)")
            #expect(!answer.text.contains("example.com"))
        }

        @Test(arguments: ["", "/secret", "/deliveries", "/redeliver-dead", "/test"])
        func `says that there is none`(suffix: String) async throws {
            let method: HTTPClient.Method = ["/redeliver-dead", "/test"].contains(suffix) ? .post : .get
            let answer = try await send(method, "/v1/webhooks/wh_none" + suffix, method == .post ? "{}" : "")
            #expect(answer.status == 404, "\(answer.text)")
        }
    }
}
