import Domain
import GatewayCore
import Messages
import Testing

@Suite struct `A request's values` {
    private let parameters = Operation.listCandles.route.parameters

    @Test func `are kept where they have their form`() throws {
        let values = try RequestValues(
            parameters, query: [("instrument", "sim:X"), ("from", "-5"), ("limit", "1000"), ("cursor", "")])
        #expect(values.instrument("instrument")?.symbol == "X")
        #expect(values.text("from") == "-5" && values.integer("limit") == 1000)
        #expect(values.text("cursor") == nil)
    }

    @Test func `are refused together, each with its place`() {
        let query = [
            ("instrument", "X"), ("interval", "7m"), ("from", "now"), ("limit", "1001"), ("order", "up"),
            ("foo", ""),
        ]
        #expect {
            try RequestValues(parameters, query: query)
        } throws: { error in
            guard let problem = error as? Problem, problem.status == 422 else { return false }
            return Set(problem.faults.map(\.location)) == Set(query.map { ["query", $0.0] })
                && problem.faults.first { $0.location == ["query", "foo"] }?.kind == "extra_forbidden"
        }
    }

    @Test func `are refused where a required one is missing`() {
        #expect(throws: Problem.invalid([.init(["path", "id"], "is required", kind: "missing")])) {
            try RequestValues(Operation.explainDecision.route.parameters, query: [])
        }
    }
}

@Suite struct `A command's body` {
    private func request(
        _ operation: GatewayCore.Operation, _ body: String, key: String? = "k"
    ) throws(Problem) -> CommandRequest {
        try CommandRequest(operation, body: Array(body.utf8), idempotencyKey: key, fallbackID: "random")
    }

    @Test func `becomes the command, named by the client's key or at random`() throws {
        let engage = try request(.switchKill, #"{"action":"engage","reason":"news"}"#)
        #expect(engage.command == .engageKillSwitch(reason: "news") && engage.id == "gateway/k")
        let subscribe = try request(.subscribe, #"{"instrument":"sim:X"}"#, key: nil)
        #expect(subscribe.command.instrument?.description == "sim:X" && subscribe.id == "gateway/random")
    }

    @Test(arguments: [
        (Operation.subscribe, #"{"instrument":"X"}"#, [["body", "instrument"]]),
        (.subscribe, #"{"instrument":"s:X","foo":"1"}"#, [["body", "foo"]]),
        (.switchKill, #"{"action":"stop"}"#, [["body", "reason"], ["body", "action"]]),
        (.switchKill, "[]", [["body"]]), (.switchKill, #"{"action":1}"#, [["body"]]),
        (.subscribe, "", [["body"]]),
    ])
    func `is refused with the place of every fault`(
        operation: GatewayCore.Operation, body: String, places: [[String]]
    ) {
        #expect {
            try request(operation, body)
        } throws: { error in
            (error as? Problem)?.faults.map(\.location) == places
        }
    }

    @Test(arguments: ["", "a b", "ü", String(repeating: "k", count: 65), "a/b"])
    func `is refused under a key that is no name`(key: String) {
        #expect(throws: Problem.self) { try request(.subscribe, #"{"instrument":"s:X"}"#, key: key) }
    }
}
