import GatewayCore
import Messages
import Testing

@Suite struct `What the audit log tells of a call` {
    private let caller = Caller(keyID: "k", label: "l", scope: .admin)

    private func call(_ operation: GatewayCore.Operation, _ arguments: JSONValue) throws -> Call {
        try Call(operation, arguments: arguments, caller: caller, requestID: "r")
    }

    @Test func `is what was wanted, without secrets and without the name it was asked under`() throws {
        let webhook = try call(
            .createWebhook,
            [
                "url": "https://example.com/hidden", "authorization": "Bearer hidden", "format": "generic",
                "events": ["fill.recorded"], "idempotencyKey": "mine",
            ])
        #expect(webhook.wish?.encoded == #"{"format":"generic","events":["fill.recorded"]}"#)
        let killed = try call(.switchKill, ["action": "engage", "reason": "news"])
        #expect(killed.wish?.encoded == #"{"action":"engage","reason":"news"}"#)
        #expect(try call(.revokeKey, ["id": "abc"]).wish == nil)
    }

    @Test func `has no field of a route that is a secret`() {
        for operation in GatewayCore.Operation.allCases {
            for field in operation.route.body
            where ["secret", "url", "confirmationToken"].contains(field.name) {
                #expect(field.isSecret, "\(operation) \(field.name)")
            }
        }
    }

    @Test func `leaves out what is too long for a log that is kept for ever`() throws {
        let text = String(repeating: "x", count: 20_000)
        let deployed = try call(.deployStrategy, ["strategy": ["name": "long", "description": .text(text)]])
        let wish = try #require(deployed.wish)
        #expect(wish.text("strategy")?.hasSuffix("bytes, left out") == true)
        #expect(deployed.subject(of: nil) == "long")
    }

    @Test func `names the thing: of the path, or what was made, or what the body is about`() throws {
        #expect(try call(.revokeKey, ["id": "abc"]).subject(of: .json(["id": "x"])) == "abc")
        let placed = try call(
            .placeOrder,
            ["instrument": "sim:X", "side": "buy", "quantity": "1", "Idempotency-Key": "n"])
        #expect(placed.subject(of: nil) == "sim:X")
        #expect(placed.subject(of: .json(["clientOrderID": "q1"])) == "q1")
        #expect(placed.subject(of: .json(.raw(#"{"clientOrderID":"q2"}"#))) == "q2")
        var token = Answer.json(["token": "hidden"])
        token.change = Answer.Change(after: ["id": "t1"])
        #expect(try call(.createToken, [:]).subject(of: token) == "t1")
    }

    @Test func `belongs to the client's trace, or to one of its own that can be told again`() throws {
        let sent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        #expect(TraceParent(sent, requestID: "r").traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        let own = TraceParent("nonsense", requestID: "r")
        #expect(TraceParent(own.text) == own && own == TraceParent(nil, requestID: "r"))
        #expect(own.traceID != TraceParent(nil, requestID: "s").traceID && own.traceID.count == 32)
    }
}

@Suite struct `A refusal by the executor` {
    @Test func `says what the rule means, and keeps the numbers`() {
        let refused = Problem.orderRefused("order_notional: 60000, at most 50000")
        #expect(
            refused.detail
                == "The executor refused it: it is worth more than one order may be, in quote currency: 60000, at most 50000."
        )
        #expect(refused.faults.first?.kind == "risk.order_notional")
        #expect(Problem.orderRefused("something else").detail == "The executor refused it: something else.")
    }
}
