import GatewayCore
import Testing

/// A client of the protocol, as far as messages go.
struct MCPClient {
    static let meta: JSONValue = [
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": [:],
    ]
    var access = MCPAccess(scope: .admin, isTradingEnabled: true)

    static func request(_ method: String, _ params: JSONValue? = nil, id: JSONValue = 1) -> JSONValue {
        .object(
            [("jsonrpc", "2.0"), ("id", id), ("method", .text(method))]
                + (params.map { [("params", $0)] } ?? []))
    }

    func plan(_ text: String, _ headers: MCPHeaders = MCPHeaders()) -> MCPPlan? {
        guard case .one(let plan) = MCPServer.plans(for: Array(text.utf8), headers: headers, access: access)
        else { return nil }
        return plan
    }

    func reply(_ text: String, _ headers: MCPHeaders = MCPHeaders()) -> MCPReply? {
        guard case .reply(let reply) = plan(text, headers) else { return nil }
        return reply
    }

    /// Asks as a client with a handshake.
    func legacy(_ method: String, _ params: JSONValue? = nil, version: String? = nil) -> MCPReply? {
        reply(Self.request(method, params).encoded, MCPHeaders(version: version))
    }

    /// Asks as a client without one.
    func modern(_ method: String, _ params: [(String, JSONValue)] = []) -> MCPReply? {
        guard case .reply(let reply) = modernPlan(method, params) else { return nil }
        return reply
    }

    func modernPlan(_ method: String, _ params: [(String, JSONValue)] = []) -> MCPPlan? {
        let subject = params.first { $0.0 == "name" || $0.0 == "uri" }.flatMap { item -> String? in
            if case .text(let text) = item.1 { text } else { nil }
        }
        return plan(
            Self.request(method, .object(params + [("_meta", Self.meta)])).encoded,
            MCPHeaders(version: "2026-07-28", method: method, name: subject))
    }
}

extension MCPReply {
    var result: JSONValue { body?["result"] ?? .null }
    var code: Int64? { body?["error"]?.integer("code") }
}

@Suite struct `An MCP message` {
    private let client = MCPClient()

    @Test(arguments: [
        ("{", -32700), ("", -32700), ("[]", -32600), ("7", -32600), ("{}", -32600),
        (#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, -32600), (#"{"jsonrpc":"2.0","id":1}"#, -32600),
        (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600),
        (#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, -32600),
        (#"{"jsonrpc":"2.0","id":[],"method":"ping"}"#, -32600),
        (#"{"jsonrpc":"2.0","id":1,"method":""}"#, -32600),
        (#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#, -32600),
        (#"{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}"#, -32600),
    ])
    func `that is none is refused with 400 and no id`(text: String, code: Int) {
        let reply = client.reply(text)
        #expect(reply?.status == 400)
        #expect(reply?.code == Int64(code))
        #expect(reply?.body?["id"] == nil)
    }

    @Test(arguments: [
        #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
        #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#,
        #"{"jsonrpc":"2.0","id":1,"result":{}}"#,
        #"{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":""}}"#,
    ])
    func `that wants no answer is accepted with 202 and nothing else`(text: String) {
        for headers in [MCPHeaders(), MCPHeaders(version: "2026-07-28")] {
            let reply = client.reply(text, headers)
            #expect(reply?.status == 202)
            #expect(reply?.body == nil)
        }
    }

    @Test func `is answered under its own id`() {
        for id: JSONValue in ["a", 0, -3] {
            let reply = client.reply(MCPClient.request("ping", id: id).encoded)
            #expect(reply?.body?["id"] == id)
        }
    }

    @Test func `may come with others in the oldest revision, and in no other`() throws {
        let batch = Array(
            #"[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","method":"x"},7]"#.utf8)
        for version in [nil, "2025-03-26"] {
            let plans = MCPServer.plans(
                for: batch, headers: MCPHeaders(version: version), access: client.access)
            guard case .batch(let items) = plans else {
                #expect(Bool(false), "no batch")
                continue
            }
            let replies = items.compactMap { if case .reply(let reply) = $0 { reply } else { nil } }
            let reply = MCPReply.batch(replies)
            #expect(reply.status == 200)
            guard case .array(let bodies)? = reply.body else {
                #expect(Bool(false), "no list")
                continue
            }
            #expect(bodies.map { $0["id"] } == [1, nil])
        }
        for version in ["2025-06-18", "2025-11-25", "2026-07-28"] {
            let reply = client.reply(String(decoding: batch, as: UTF8.self), MCPHeaders(version: version))
            #expect(reply?.status == 400 && reply?.code == -32600)
        }
    }
}

@Suite struct `A modern MCP request` {
    private let client = MCPClient()

    @Test func `discovers the server`() {
        let reply = client.modern("server/discover")
        #expect(reply?.status == 200)
        #expect(reply?.result["supportedVersions"] == ["2026-07-28"])
        #expect(reply?.result["resultType"] == "complete")
        #expect(reply?.result["cacheScope"] == "private")
        #expect(reply?.result.integer("ttlMs") != nil)
        #expect(reply?.result["_meta"]?["io.modelcontextprotocol/serverInfo"]?.text("name") != nil)
        #expect(reply?.result["capabilities"]?["tools"] != nil)
    }

    @Test(arguments: [
        (MCPHeaders(), -32020), (MCPHeaders(version: "2026-07-28"), -32020),
        (MCPHeaders(version: "2025-11-25", method: "tools/call", name: "get_status"), -32020),
        (MCPHeaders(version: "2026-07-28", method: "tools/list", name: "get_status"), -32020),
        (MCPHeaders(version: "2026-07-28", method: "tools/call"), -32020),
        (MCPHeaders(version: "2026-07-28", method: "tools/call", name: "get_quote"), -32020),
        (MCPHeaders(version: "2026-07-28", method: "tools/call", name: "=?base64?Z2V0X3F1b3Rl?="), -32020),
        (MCPHeaders(version: "2026-07-28", method: "tools/call", name: "=?base64?%%%?="), -32020),
    ])
    func `whose headers do not agree with its body is refused`(headers: MCPHeaders, code: Int) {
        let params: JSONValue = ["name": "get_status", "_meta": MCPClient.meta]
        let reply = client.reply(MCPClient.request("tools/call", params).encoded, headers)
        #expect(reply?.status == 400)
        #expect(reply?.code == Int64(code))
        #expect(reply?.body?["id"] == 1)
    }

    @Test(arguments: ["get_status", "=?base64?Z2V0X3N0YXR1cw==?="])
    func `may write its name in base64`(name: String) {
        let params: JSONValue = ["name": "get_status", "_meta": MCPClient.meta]
        let plan = client.plan(
            MCPClient.request("tools/call", params).encoded,
            MCPHeaders(version: "2026-07-28", method: "tools/call", name: name))
        guard case .perform(let task) = plan else { return #expect(Bool(false), "not performed") }
        #expect(task.operation == .getStatus)
    }

    static let incomplete: [JSONValue] = [
        ["io.modelcontextprotocol/protocolVersion": "2026-07-28"],
        [
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": 1,
        ],
        ["io.modelcontextprotocol/protocolVersion": 1, "io.modelcontextprotocol/clientCapabilities": [:]],
        [:], .null,
    ]

    @Test(arguments: incomplete)
    func `without version or capabilities is refused`(meta: JSONValue) {
        let reply = client.reply(
            MCPClient.request("tools/list", ["_meta": meta]).encoded,
            MCPHeaders(version: "2026-07-28", method: "tools/list"))
        #expect(reply?.status == 400)
        #expect(reply?.code == -32602)
    }

    @Test(arguments: ["2099-01-01", "2025-11-25", ""])
    func `of an unknown revision is told the known ones`(version: String) {
        let meta: JSONValue = [
            "io.modelcontextprotocol/protocolVersion": .text(version),
            "io.modelcontextprotocol/clientCapabilities": [:],
        ]
        let reply = client.reply(
            MCPClient.request("tools/list", ["_meta": meta]).encoded,
            MCPHeaders(version: version, method: "tools/list"))
        #expect(reply?.status == 400)
        #expect(reply?.code == -32022)
        #expect(reply?.body?["error"]?["data"]?["requested"] == .text(version))
        #expect(reply?.body?["error"]?["data"]?["supported"] == ["2026-07-28"])
    }

    @Test(arguments: ["ping", "initialize", "logging/setLevel", "subscriptions/listen", "nonsense"])
    func `for a method there is not is refused with 404`(method: String) {
        let reply = client.modern(method)
        #expect(reply?.status == 404)
        #expect(reply?.code == -32601)
    }

    @Test(arguments: ["tools/list", "resources/list", "resources/templates/list", "prompts/list"])
    func `for a list is given all of it, and how long it may be kept`(method: String) {
        let reply = client.modern(method)
        #expect(reply?.status == 200)
        #expect(reply?.result["resultType"] == "complete")
        #expect(reply?.result["cacheScope"] == "private")
        #expect(reply?.result["nextCursor"] == nil)
        #expect(client.modern(method, [("cursor", "x")])?.code == -32602)
    }
}

@Suite struct `A legacy MCP request` {
    private let client = MCPClient()

    @Test(arguments: [
        ("2025-11-25", "2025-11-25"), ("2025-06-18", "2025-06-18"), ("2025-03-26", "2025-03-26"),
        ("2024-11-05", "2025-11-25"), ("2026-07-28", "2025-11-25"), ("", "2025-11-25"),
    ])
    func `agrees on a revision in the handshake`(asked: String, agreed: String) {
        let reply = client.legacy(
            "initialize",
            [
                "protocolVersion": .text(asked), "capabilities": [:],
                "clientInfo": ["name": "c", "version": "1"],
            ])
        #expect(reply?.status == 200)
        #expect(reply?.result["protocolVersion"] == .text(agreed))
        #expect(reply?.result["resultType"] == nil)
        #expect(reply?.result["serverInfo"]?.text("version") != nil)
    }

    @Test func `is answered whatever known revision its header names, and refused under an unknown one`() {
        for version in [nil, "2025-03-26", "2025-06-18", "2025-11-25"] {
            #expect(client.legacy("ping", version: version)?.result == [:])
        }
        let reply = client.legacy("ping", version: "2020-01-01")
        #expect(reply?.status == 400 && reply?.code == -32600)
    }

    @Test func `fails within a 200`() {
        for (method, params, code): (String, JSONValue?, Int64) in [
            ("nonsense", nil, -32601), ("server/discover", nil, -32601), ("tools/call", [:], -32602),
            ("tools/call", ["name": "nonsense"], -32602), ("resources/read", ["uri": "qtp://x"], -32002),
            ("prompts/get", ["name": "nonsense"], -32602),
            ("prompts/get", ["name": "draft_strategy"], -32602),
            ("prompts/get", ["name": "draft_strategy", "arguments": ["idea": 1]], -32602),
            ("prompts/get", ["name": "draft_strategy", "arguments": ["idea": "x", "y": "z"]], -32602),
        ] {
            let reply = client.legacy(method, params)
            #expect(reply?.status == 200, "\(method)")
            #expect(reply?.code == code, "\(method)")
        }
    }
}
