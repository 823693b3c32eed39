import Domain
import GatewayCore
import Messages
import Testing

@Suite struct `A call` {
    private let caller = Caller(keyID: "k", label: "l", scope: .admin)

    private func call(
        _ operation: GatewayCore.Operation, _ body: String, key: String? = "k"
    ) throws(Problem) -> Call {
        let values = try RequestValues(operation.route.allParameters, query: [], header: { _ in key })
        return try Call(operation, values: values, body: Array(body.utf8), caller: caller, requestID: "r")
    }

    @Test func `is named by the header, by the body, or not at all`() throws {
        let body = #"{"instrument":"sim:X","idempotencyKey":"b"}"#
        #expect(try call(.subscribe, #"{"instrument":"sim:X"}"#).idempotencyKey == "k")
        #expect(try call(.subscribe, body, key: "b").idempotencyKey == "b")
        #expect {
            try call(.subscribe, body)
        } throws: { ($0 as? Problem)?.faults.map(\.location) == [["body", "idempotencyKey"]] }
        #expect(try call(.subscribe, body, key: nil).idempotencyKey == "b")
        #expect(try call(.subscribe, body, key: "").idempotencyKey == "b")
        let unnamed = try call(.subscribe, #"{"instrument":"sim:X","idempotencyKey":""}"#, key: nil)
        #expect(unnamed.idempotencyKey == nil)
        let command = Command.subscribe(try unnamed.instrument("instrument"))
        #expect(CommandRequest(command, for: unnamed, fallbackID: "f").id == "gateway/f")
    }

    @Test func `is named in one of two places where it has to be named`() throws {
        let order = GatewayCore.Operation.placeOrder.route
        let body = JSONValue.object(
            order.fields.filter { $0.name != "idempotencyKey" }.map { ($0.name, $0.example) }
        ).encoded
        #expect(order.repeats == .keyRequired)
        #expect(try call(.placeOrder, body).idempotencyKey == "k")
        #expect(throws: Problem.self) { try call(.placeOrder, body, key: nil) }
        let named = String(body.dropLast()) + #","idempotencyKey":"b"}"#
        #expect(try call(.placeOrder, named, key: nil).idempotencyKey == "b")
        #expect(try call(.placeOrder, named, key: "b").idempotencyKey == "b")
    }

    @Test(arguments: [
        (Operation.subscribe, #"{"instrument":"X"}"#, [["body", "instrument"]]),
        (.subscribe, #"{"instrument":"s:X","foo":"1"}"#, [["body", "foo"]]),
        (.switchKill, #"{"action":"stop"}"#, [["body", "action"], ["body", "reason"]]),
        (.switchKill, "[]", [["body"]]),
        (.switchKill, #"{"action":1,"reason":""}"#, [["body", "action"], ["body", "reason"]]),
        (.subscribe, "", [["body"]]),
    ])
    func `is refused with the place of every fault of its body`(
        operation: GatewayCore.Operation, body: String, places: [[String]]
    ) {
        #expect {
            try call(operation, body)
        } throws: { error in
            (error as? Problem)?.faults.map(\.location) == places
        }
    }

    @Test(arguments: [GatewayCore.Operation.createToken, .createExportJob, .createReplayJob])
    func `needs no body where every field may be left out`(operation: GatewayCore.Operation) throws {
        #expect(try call(operation, "").body == [:])
        #expect(throws: Problem.self) { try call(operation, " ") }
    }

    @Test func `may begin with a mark of the byte order`() throws {
        #expect(try call(.subscribe, "\u{FEFF}{\"instrument\":\"sim:X\"}").body.text("instrument") == "sim:X")
    }

    @Test func `takes what was left blank for left out`() throws {
        let blank =
            #"{"instrument":"sim:X","side":"buy","quantity":"1","unit":"","tolerance":null}"#
        let plain = #"{"instrument":"sim:X","side":"buy","quantity":"1"}"#
        #expect(try call(.previewOrder, blank).body == call(.previewOrder, plain).body)
        let unnamed = try call(.subscribe, #"{"instrument":"sim:X","idempotencyKey":null}"#, key: nil)
        #expect(unnamed.idempotencyKey == nil)
        #expect {
            try call(.previewOrder, #"{"instrument":"","side":null,"quantity":"1"}"#)
        } throws: {
            ($0 as? Problem)?.faults.map(\.location) == [["body", "instrument"], ["body", "side"]]
        }
    }

    @Test(arguments: ["a b", "ü", String(repeating: "k", count: 65), "a/b"])
    func `is refused under a key that is no name`(key: String) {
        #expect(throws: Problem.self) { try call(.subscribe, #"{"instrument":"s:X"}"#, key: key) }
    }

    @Test func `can be made of named arguments, wherever HTTP would carry them`() throws {
        let arguments: JSONValue = ["instrument": "sim:X", "limit": 5, "from": .null]
        let list = try Call(.listCandles, arguments: arguments, caller: caller, requestID: "r")
        #expect(list.values.instrument("instrument")?.symbol == "X" && list.values.integer("limit") == 5)
        let switchKill: JSONValue = ["action": "engage", "reason": "r", "Idempotency-Key": "k"]
        let command = try Call(.switchKill, arguments: switchKill, caller: caller, requestID: "r")
        #expect(command.body.text("action") == "engage" && command.idempotencyKey == "k")
        let why = try Call(.explainDecision, arguments: ["id": "a/b"], caller: caller, requestID: "r")
        #expect(why.values.text("id") == "a/b")
        #expect {
            try Call(.listCandles, arguments: ["colour": "red"], caller: caller, requestID: "r")
        } throws: { ($0 as? Problem)?.faults.map(\.location) == [["query", "colour"]] }
    }

    @Test(arguments: [
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true),
        ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false),
        ("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false),
        ("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false), ("", false),
        ("00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false),
    ])
    func `belongs to the client's trace when that is one`(trace: String, isOne: Bool) {
        #expect((TraceParent(trace)?.text == trace) == isOne)
    }
}

@Suite struct `A caller` {
    private func caller(_ scope: Scope) -> Caller { Caller(keyID: "k", label: "l", scope: scope) }

    @Test func `may do what its scope includes, and nothing wider`() {
        for own in Scope.allCases {
            for needed in Scope.allCases {
                let isAllowed = (try? caller(own).require(.key(needed))) != nil
                #expect(isAllowed == (own >= needed))
            }
        }
        #expect(throws: Problem.forbidden(needed: .trade, given: .read)) {
            try caller(.read).require(.key(.trade))
        }
    }

    @Test func `without a key is let in at open doors alone`() throws {
        try Caller.anonymous.require(.open)
        #expect(throws: Problem.unauthorized) { try Caller.anonymous.require(.key(.read)) }
    }
}

@Suite struct `A path's operation` {
    @Test(arguments: [
        ("/v1/decisions/decision/sim:X/30m/0/why", "decision/sim:X/30m/0"),
        ("/v1/decisions/decision%2Fsim:X/why", "decision%2Fsim:X"), ("/v1/decisions/why/why", "why"),
    ])
    func `is found with the values of its parameters`(path: String, id: String) {
        let match = RouteMatch(.get, path)
        #expect(match?.operation == .explainDecision && match?.path == ["id": id])
    }

    @Test func `is none for another method`() {
        #expect(RouteMatch(.post, "/v1/fills") == nil && RouteMatch(.get, "/v1/fills")?.path == [:])
    }

    @Test func `answers with an example in which nothing is missing`() throws {
        func check(_ value: ParsedJSON, _ place: String) {
            switch value {
            case .null: Issue.record("\(place) is null")
            case .array(let items):
                #expect(!items.isEmpty, "\(place)")
                for item in items { check(item, place) }
            case .object(let members):
                #expect(!members.isEmpty, "\(place)")
                for (name, member) in members { check(member, "\(place).\(name)") }
            case .boolean, .number, .text: break
            }
        }
        for operation in Operation.allCases where operation.route.hasExample {
            check(try ParsedJSON(operation.route.exampleAnswer.encoded), operation.rawValue)
        }
    }
}
