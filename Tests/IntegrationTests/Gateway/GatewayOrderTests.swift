import Foundation
import HTTP
import Testing

extension GatewayTests {
    @Suite struct `The gateway given orders` {
        let suite: RunningSuite

        init() async throws { suite = try await RunningSuite.running() }

        private func send(_ path: String, _ body: String, key: String? = nil) async throws
            -> RunningSuite.Answer
        {
            try await suite.send(
                .post, path, key: suite.key,
                headers: ["Content-Type": "application/json", "Idempotency-Key": key ?? ""], body: body)
        }

        private func preview(_ side: String, notional: Int) async throws -> JSON {
            let answer = try await send(
                "/v1/orders/preview",
                #"{"instrument":"sim:BTCUSD","side":"\#(side)","quantity":"\#(notional)","unit":"quote"}"#)
            #expect(answer.status == 200, "\(answer.text)")
            return try answer.json
        }

        private func terms(_ preview: JSON) -> String {
            let names = ["confirmationToken", "instrument", "side", "quantity"]
            return "{" + names.map { #""\#($0)":"\#(preview[$0].text ?? "")""# }.joined(separator: ",") + "}"
        }

        @Test func `places what was previewed, once, and takes it back`() async throws {
            let preview = try await preview("buy", notional: 1000)
            #expect(preview["isAllowed"] == .boolean(true))
            let key = UUID().uuidString
            let placed = try await send("/v1/orders", terms(preview), key: key)
            #expect(placed.status == 200, "\(placed.text)")
            let id = try #require(try placed.json["clientOrderID"].text)
            #expect(id == preview["clientOrderID"].text)
            // The very request once more gives the very answer; another one finds the token used.
            #expect(try await send("/v1/orders", terms(preview), key: key).text == placed.text)
            let again = try await send("/v1/orders", terms(preview), key: UUID().uuidString)
            #expect(again.status == 409)
            #expect(try again.json["type"].text?.hasSuffix("confirmation-used") == true)

            var cancelled = placed
            // The record follows the executor within moments.
            for _ in 0..<100 {
                cancelled = try await suite.send(
                    .delete, "/v1/orders/\(id)", key: suite.key,
                    headers: ["Idempotency-Key": UUID().uuidString])
                if cancelled.status != 404 { break }
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(cancelled.status == 200, "\(cancelled.text)")
            let late = try await suite.send(
                .delete, "/v1/orders/\(id)", key: suite.key, headers: ["Idempotency-Key": UUID().uuidString])
            #expect(late.status == 409)
        }

        @Test func `hands an order over that nobody previewed, once, and tells what became of it`()
            async throws
        {
            let key = UUID().uuidString
            let terms = #"{"instrument":"sim:BTCUSD","side":"buy","quantity":"0.0123456","tolerance":"0.02"}"#
            let placed = try await send("/v1/orders", terms, key: key)
            #expect(placed.status == 202, "\(placed.text)")
            #expect(try placed.json["status"].text == "pending")
            let again = try await send("/v1/orders", terms, key: key)
            #expect(again.status == 202 && again.text == placed.text)
            #expect(again.headers["Idempotency-Replayed"] == "true")
            let id = try #require(try placed.json["clientOrderID"].text)
            var order = placed
            for _ in 0..<200 {
                order = try await suite.ask("/v1/orders/\(id)")
                if order.status == 200 { break }
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(try order.json["status"].text == "journalled", "\(order.text)")
            #expect(try order.json["quantity"].text == placed.json["quantity"].text)
            #expect(try placed.json["quantity"].text == "0.0123456")
            let audit = try await suite.ask("/v1/audit?operation=placeOrder&limit=5").json
            let entry = audit["items"].items.first { $0["after"]["clientOrderID"].text == id }
            #expect(entry?["outcome"].text == "done")
            let cancelled = try await suite.send(
                .delete, "/v1/orders/\(id)", key: suite.key, headers: ["Idempotency-Key": UUID().uuidString])
            #expect(cancelled.status == 200, "\(cancelled.text)")
        }

        @Test func `hands no order over that is beyond its key's limits, unknown, or smaller than a lot`()
            async throws
        {
            let made = try await suite.send(
                .post, "/v1/keys", key: suite.key, headers: ["Content-Type": "application/json"],
                body: #"{"label":"bot","scope":"paper","orderNotional":"200","dailyNotional":"300"}"#)
            #expect(made.status == 201, "\(made.text)")
            let own = try #require(try made.json["key"].text)
            func status(_ notional: Int, _ name: String) async throws -> (Int, String) {
                let answer = try await suite.send(
                    .post, "/v1/orders", key: own,
                    headers: ["Content-Type": "application/json", "Idempotency-Key": name],
                    body:
                        #"{"instrument":"sim:BTCUSD","side":"buy","quantity":"\#(notional)","unit":"quote"}"#)
                return (answer.status, try answer.json["type"].text ?? "")
            }
            let name = UUID().uuidString
            #expect(try await status(250, "\(name)-1").1.hasSuffix(":key-limit"))
            #expect(try await status(180, "\(name)-2").0 == 202)
            #expect(try await status(180, "\(name)-3").0 == 403)
            #expect(try await status(180, "\(name)-2").0 == 202, "a repeat is counted once")
            #expect(try await status(110, "\(name)-4").0 == 202)
            func refused(_ terms: String) async throws -> Int {
                try await send("/v1/orders", "{\(terms)}", key: UUID().uuidString).status
            }
            #expect(try await refused(#""instrument":"sim:NOPE","side":"buy","quantity":"1""#) == 422)
            #expect(
                try await refused(#""instrument":"sim:BTCUSD","side":"buy","quantity":"0.000000001""#) == 422)
        }

        @Test func `shows which rule would refuse an order, and gives no token for it`() async throws {
            let preview = try await preview("buy", notional: 60_000)
            #expect(preview["isAllowed"] == .boolean(false))
            #expect(preview["failedRule"].text == "order_notional")
            #expect(preview["confirmationToken"].text == nil)
        }

        @Test func `holds an order to its key's own limits, when it is previewed and when it is placed`()
            async throws
        {
            func key(_ limits: String) async throws -> String {
                let made = try await send("/v1/keys", #"{"label":"limited","scope":"paper",\#(limits)}"#)
                #expect(made.status == 201, "\(made.text)")
                return try #require(try made.json["key"].text)
            }
            func ask(_ path: String, _ body: String, _ key: String) async throws -> RunningSuite.Answer {
                try await suite.send(
                    .post, path, key: key,
                    headers: ["Content-Type": "application/json", "Idempotency-Key": UUID().uuidString],
                    body: body)
            }
            func wish(_ quantity: String) -> String {
                #"{"instrument":"sim:BTCUSD","side":"buy","quantity":"\#(quantity)"}"#
            }
            let limited = try await key(
                #""orderQuantities":[{"instrument":"sim:BTCUSD","quantity":"0.01"},{"instrument":"sim:ETHUSD","quantity":"0"}]"#
            )
            let me = try await suite.ask("/v1/me", key: limited).json["orderQuantities"].items
            #expect(me.map { $0["quantity"].text } == ["0.01", "0"])
            let beyond = try await ask("/v1/orders/preview", wish("0.02"), limited).json
            #expect(beyond["isAllowed"] == .boolean(false) && beyond["failedRule"].text == "key-limit")
            let failure = try #require(beyond["failure"].text)
            #expect(failure.contains("0.02") && failure.contains("0.01"), "\(failure)")
            #expect(beyond["confirmationToken"] == .null)
            let within = try await ask("/v1/orders/preview", wish("0.01"), limited).json
            #expect(within["isAllowed"] == .boolean(true), "\(within)")

            // Two orders are within the day's limit each, and not together: the second is stopped when it is placed.
            let value = try #require(within["notional"].text.flatMap { Double($0) })
            let daily = try await key(#""dailyNotional":"\#(Int(value * 1.5))""#)
            let first = try await ask("/v1/orders/preview", wish("0.01"), daily).json
            let second = try await ask("/v1/orders/preview", wish("0.01"), daily).json
            #expect(try await ask("/v1/orders", terms(first), daily).status == 200)
            let refused = try await ask("/v1/orders", terms(second), daily)
            #expect(refused.status == 403 && refused.type == "application/problem+json", "\(refused.text)")
            let fault = try #require(try refused.json["errors"].items.first)
            #expect(fault["ctx"]["limit"].text == "dailyNotional")
            #expect(fault["ctx"]["le"].text == "\(Int(value * 1.5))")
        }

        @Test func `refuses a token for other terms, and one that nobody was given`() async throws {
            let preview = try await preview("buy", notional: 1000)
            let other = terms(preview).replacingOccurrences(of: #""side":"buy""#, with: #""side":"sell""#)
            let mismatch = try await send("/v1/orders", other, key: UUID().uuidString)
            #expect(mismatch.status == 409)
            #expect(try mismatch.json["type"].text?.hasSuffix("confirmation-mismatch") == true)
            let token = try #require(preview["confirmationToken"].text)
            let unknown = terms(preview).replacingOccurrences(of: token, with: "0123")
            #expect(try await send("/v1/orders", unknown, key: UUID().uuidString).status == 409)
            #expect(try await send("/v1/orders", terms(preview)).status == 422, "a name is needed")
            let further = terms(preview).dropLast() + #","tolerance":"0.5"}"#
            let decided = try await send("/v1/orders", String(further), key: UUID().uuidString)
            #expect(decided.status == 422 && decided.text.contains("tolerance"))
        }
    }
}
