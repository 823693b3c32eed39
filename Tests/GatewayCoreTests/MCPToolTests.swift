import GatewayCore
import Testing

@Suite struct `MCP tools` {
    private let client = MCPClient()

    private func names(_ scope: Scope, trading: Bool) -> [String] {
        let client = MCPClient(access: MCPAccess(scope: scope, isTradingEnabled: trading))
        return client.legacy("tools/list")?.result.items("tools").compactMap { $0.text("name") } ?? []
    }

    private func performed(_ name: String, _ arguments: JSONValue) -> MCPTask? {
        guard
            case .perform(let task) = client.modernPlan(
                "tools/call", [("name", .text(name)), ("arguments", arguments)])
        else { return nil }
        return task
    }

    @Test func `for orders are there only where key and server allow them`() {
        let trading = ["preview_order", "place_order", "cancel_order"]
        let reading = names(.read, trading: true)
        #expect(!reading.isEmpty && reading.allSatisfy { !trading.contains($0) })
        #expect(names(.research, trading: true).allSatisfy { !trading.contains($0) })
        #expect(names(.admin, trading: false).allSatisfy { !trading.contains($0) })
        let all = names(.paper, trading: true)
        #expect(trading.allSatisfy(all.contains))
        #expect(all.filter { !trading.contains($0) } == reading, "the order of a list never changes")
        let hidden = MCPClient(access: MCPAccess(scope: .admin, isTradingEnabled: false))
        #expect(hidden.modern("tools/call", [("name", "place_order")])?.code == -32602)
    }

    @Test func `have legal names, a closed object for arguments, and say whether they change anything`()
        throws
    {
        for tool in client.legacy("tools/list")?.result.items("tools") ?? [] {
            let name = try #require(tool.text("name"))
            #expect(name.allSatisfy { $0.isASCII && ($0.isLetter || $0 == "_") }, "\(name)")
            #expect(tool["inputSchema"]?["type"] == "object")
            #expect(tool["inputSchema"]?["additionalProperties"] == false)
            #expect(tool["outputSchema"]?["type"] == "object")
            let isChange = ["place_order", "cancel_order"].contains(name)
            #expect(tool["annotations"]?["readOnlyHint"] == .boolean(!isChange), "\(name)")
            let properties = tool["inputSchema"]?["properties"]
            #expect(properties?["example"] == nil && properties?["Idempotency-Key"] == nil)
            for item in tool["inputSchema"]?.items("required") ?? [] {
                guard case .text(let text) = item else { continue }
                #expect(properties?[text] != nil, "\(name).\(text)")
            }
        }
    }

    @Test func `place no order without a preview's token, which HTTP alone may leave out`() throws {
        #expect(
            !Operation.placeOrder.route.fields.contains { $0.name == "confirmationToken" && $0.isRequired })
        let client = MCPClient(access: MCPAccess(scope: .paper, isTradingEnabled: true))
        let tool = try #require(
            client.legacy("tools/list")?.result.items("tools").first { $0.text("name") == "place_order" })
        let needed = try #require(tool["inputSchema"]).items("required")
        #expect(needed.contains("confirmationToken") && needed.contains("idempotencyKey"))
        #expect(tool["inputSchema"]?["properties"]?["tolerance"] == nil)
        let reply = client.modern(
            "tools/call",
            [
                ("name", "place_order"),
                (
                    "arguments",
                    [
                        "instrument": "sim:BTCUSD", "side": "buy", "quantity": "1", "idempotencyKey": "a",
                    ]
                ),
            ])
        #expect(reply?.result.boolean("isError") == true)
    }

    @Test func `name an argument as the model does, not as HTTP carries it`() throws {
        let task = try #require(performed("list_signals", ["instrument": "BTC"]))
        let problem = Problem.invalid([
            .init(["query", "instrument"], "must be venue:symbol.", kind: "value_error"),
            .init(["body", "items", "0"], "must be text", kind: "string_type"),
        ])
        let text = task.reply(to: .refused(problem)).result.items("content").first?.text("text")
        #expect(text == "Invalid request: instrument must be venue:symbol; items.0 must be text.")
    }

    @Test func `take empty text for nothing, also where they need something`() throws {
        let order: JSONValue = [
            "instrument": "sim:BTCUSD", "side": "buy", "quantity": "1", "confirmationToken": "",
            "idempotencyKey": "k",
        ]
        #expect(performed("place_order", order) == nil)
        let task = try #require(performed("get_positions", ["instrument": "", "limit": 5]))
        #expect(task.arguments == ["limit": 5])
    }

    @Test func `repeat what they give as text and as data`() throws {
        let task = try #require(performed("get_positions", ["instrument": "sim:BTCUSD", "limit": 5]))
        #expect(task.operation == .listPositions)
        #expect(task.arguments == ["instrument": "sim:BTCUSD", "limit": 5])
        let page: JSONValue = ["items": [], "next": .null]
        let reply = task.reply(to: .answered(page, status: 200))
        #expect(reply.result["structuredContent"] == page)
        #expect(reply.result["content"] == [["type": "text", "text": .text(page.encoded)]])
        #expect(reply.result["isError"] == false)
        #expect(reply.result["resultType"] == "complete")
    }

    @Test func `fail with a text that a model can act on, and not with an error of the protocol`() throws {
        let task = try #require(performed("get_positions", [:]))
        let reply = task.reply(to: .refused(.notFound("Nothing there.")))
        #expect(reply.status == 200 && reply.code == nil)
        #expect(reply.result["isError"] == true)
        #expect(reply.result["structuredContent"] == nil)
        #expect(reply.result["content"] == [["type": "text", "text": "Not found: Nothing there."]])
        #expect(task.reply(to: .answered(["status": "refused"], status: 409)).result["isError"] == true)
    }

    @Test func `name missing and unknown arguments`() throws {
        for (name, arguments): (String, JSONValue) in [
            ("get_quote", [:]), ("get_quote", ["instrument": .null]),
            ("get_candles", ["instrument": "sim:X"]),
            ("get_quote", ["instrument": "sim:X", "limit": 5]), ("get_quote", []),
        ] {
            let reply = client.modern("tools/call", [("name", .text(name)), ("arguments", arguments)])
            #expect(reply?.result["isError"] == true, "\(name)")
        }
    }

    @Test func `pass over what a model leaves out as null`() throws {
        let task = try #require(performed("get_positions", ["instrument": .null]))
        #expect(task.arguments == [:])
    }

    @Test func `give the last price from the newest bar`() throws {
        let task = try #require(performed("get_quote", ["instrument": "sim:BTCUSD"]))
        #expect(task.operation == .listCandles)
        #expect(task.arguments == ["instrument": "sim:BTCUSD", "limit": 1, "order": "desc"])
        let bar: JSONValue = [
            "instrument": "sim:BTCUSD", "interval": "30m", "openedAt": 1_800_000, "close": "101.5",
        ]
        let reply = task.reply(to: .answered(["items": [bar], "next": .null], status: 200))
        #expect(
            reply.result["structuredContent"] == [
                "instrument": "sim:BTCUSD", "price": "101.5", "at": 3_600_000, "interval": "30m",
            ])
        let empty = task.reply(to: .answered(["items": [], "next": .null], status: 200))
        #expect(empty.result["isError"] == true)
    }

    @Test func `carry a key for a repeat where HTTP would`() throws {
        let place = try #require(
            performed(
                "place_order",
                [
                    "confirmationToken": "t", "instrument": "sim:X", "side": "buy", "quantity": "1",
                    "idempotencyKey": "k",
                ]))
        #expect(place.arguments["idempotencyKey"] == "k")
        let cancel = try #require(performed("cancel_order", ["clientOrderID": "q1", "idempotencyKey": "k"]))
        #expect(cancel.arguments == ["clientOrderID": "q1", "Idempotency-Key": "k"])
        let forgotten = client.modern(
            "tools/call",
            [
                ("name", "place_order"),
                (
                    "arguments",
                    ["confirmationToken": "t", "instrument": "sim:X", "side": "buy", "quantity": "1"]
                ),
            ])
        #expect(forgotten?.result["isError"] == true)
    }
}

@Suite struct `MCP resources and prompts` {
    private let client = MCPClient()
    private let document: JSONValue = ["id": "decision/sim:X/30m/0", "text": ["Confirmed long."]]

    private func perform(_ method: String, _ params: [(String, JSONValue)]) throws -> MCPTask {
        guard case .perform(let task) = client.modernPlan(method, params) else {
            throw Problem.notFound("no task")
        }
        return task
    }

    @Test(arguments: ["qtp://decisions/decision/sim:X/30m/0", "qtp://decisions/decision%2Fsim%3AX%2F30m%2F0"])
    func `are read by URI, escaped or not`(uri: String) throws {
        let task = try perform("resources/read", [("uri", .text(uri))])
        #expect(task.operation == .explainDecision)
        #expect(task.arguments == ["id": "decision/sim:X/30m/0"])
        let result = task.reply(to: .answered(document, status: 200)).result
        #expect(
            result["contents"] == [
                ["uri": .text(uri), "mimeType": "application/json", "text": .text(document.encoded)]
            ])
        #expect(result["ttlMs"] == 0 && result["cacheScope"] == "private")
    }

    @Test func `that are not there are refused in the words of the client's era`() throws {
        #expect(client.modern("resources/read", [("uri", "qtp://nothing")])?.code == -32602)
        let modern = try perform("resources/read", [("uri", "qtp://decisions/x")])
            .reply(to: .refused(.notFound("")))
        #expect(modern.status == 400 && modern.code == -32602)
        guard
            case .perform(let task) = client.plan(
                MCPClient.request("resources/read", ["uri": "qtp://decisions/x"]).encoded)
        else { return #expect(Bool(false), "no task") }
        let legacy = task.reply(to: .refused(.notFound("")))
        #expect(legacy.status == 200 && legacy.code == -32002)
        #expect(task.reply(to: .refused(.internalError)).code == -32603)
    }

    @Test func `draft a strategy`() {
        let reply = client.modern(
            "prompts/get",
            [("name", "draft_strategy"), ("arguments", ["idea": "buy dips", "instrument": "sim:X"])])
        let text = reply?.result.items("messages").first?["content"]?.text("text") ?? ""
        #expect(text.contains("buy dips") && text.contains(#""instruments": ["sim:X"]"#))
        #expect(reply?.result["resultType"] == "complete")
        #expect(reply?.result["ttlMs"] == nil)
    }

    @Test func `explain a decision from its facts`() throws {
        let task = try perform(
            "prompts/get",
            [("name", "explain_signal"), ("arguments", ["decision": "decision/sim:X/30m/0"])])
        #expect(task.operation == .explainDecision)
        let reply = task.reply(to: .answered(document, status: 200))
        let text = reply.result.items("messages").first?["content"]?.text("text") ?? ""
        #expect(text.contains("Confirmed long."))
        #expect(task.reply(to: .refused(.notFound(""))).code == -32602)
    }
}
