import GatewayCore
import Testing

@Suite struct `The OpenAPI document` {
    private let document = OpenAPIDocument(.v31, server: "http://127.0.0.1:8080").json

    @Test func `has every operation under its path and method, once`() throws {
        let parsed = try ParsedJSON(document.encoded)
        var seen: Set<String> = []
        for operation in Operation.allCases {
            let route = operation.route
            #expect(seen.insert("\(route.method) \(route.path)").inserted)
            let described = parsed["paths", route.path, route.method.rawValue]
            let name = route.isDescribed ? ParsedJSON.text(operation.rawValue) : nil
            #expect(described?["operationId"] == name, "\(route.path)")
        }
    }

    @Test func `refers only to forms it has`() {
        let text = document.encoded
        let names = Set(
            text.split(separator: "#/components/schemas/").dropFirst().map {
                String($0.prefix { $0 != "\"" })
            })
        #expect(!names.isEmpty)
        for name in names { #expect(document["components"]?["schemas"]?[name] != nil, "\(name)") }
    }

    @Test(arguments: [OpenAPIVersion.v30, .v31], [nil] + Route.Group.allCases)
    func `refers only to components it has`(version: OpenAPIVersion, group: Route.Group?) throws {
        let text = OpenAPIDocument(version, server: "http://h", group: group).json.encoded
        let components = try #require(ParsedJSON(text)["components"])
        for reference in text.split(separator: "\"$ref\":\"#/components/").dropFirst() {
            let path = reference.prefix { $0 != "\"" }.split(separator: "/").map(String.init)
            #expect(components[path[0], path[1]] != nil, "\(path)")
        }
    }

    @Test func `says of every operation when to use it, with an example of what it takes and gives`() throws {
        for operation in Operation.allCases where operation.route.isDescribed {
            let route = operation.route
            #expect(route.details.utf8.count >= 40, "\(operation.rawValue)")
            let described = try #require(document["paths"]?[route.path]?[route.method.rawValue])
            if let body = described["requestBody"]?["content"]?["application/json"] {
                #expect(body["example"] != nil, "\(operation.rawValue)")
            }
            let content = try #require(described["responses"]?[String(route.success)]?["content"])
            #expect(content.encoded.contains("\"example"), "\(operation.rawValue)")
        }
    }

    @Test func `has patterns that every dialect of regular expressions knows`() throws {
        let text = document.encoded
        // Looking ahead is unknown to RE2, and so is a code point as JSON would escape it.
        #expect(!text.contains("(?") && !text.contains(#"\\u0000"#))
    }

    @Test func `asks for an order's name in its body alone`() throws {
        let order = document["paths"]?["/v1/orders"]?["post"]
        let schema = order?["requestBody"]?["content"]?["application/json"]?["schema"]
        #expect(schema?["required"]?.encoded.contains("idempotencyKey") == true)
        #expect(order?["parameters"] == nil)
    }

    @Test func `asks for a key everywhere but where none is needed`() {
        let open = Operation.allCases.filter { $0.route.access == .open }
        // A charting service can present no key; its secret stands in the body.
        #expect(open.allSatisfy { $0.route.group == .service || $0.route.group == .integrations })
        for operation in Operation.allCases where operation.route.isDescribed {
            let route = operation.route
            let security = document["paths"]?[route.path]?[route.method.rawValue]?["security"]
            #expect((security == .array([])) == (route.access == .open))
        }
    }

    @Test func `says in both dialects what may be null, and never by a list of types`() {
        for version in [OpenAPIVersion.v30, .v31] {
            let text = OpenAPIDocument(version, server: "http://h").json.encoded
            #expect(!text.contains(#""type":["#))
            #expect(text.contains(#""nullable":true"#) == (version == .v30))
            #expect(text.contains(#"{"type":"null"}"#) == (version == .v31))
        }
    }

    @Test(arguments: Route.Group.allCases)
    func `of a group holds its operations alone, and few enough for an AI's tools`(group: Route.Group) {
        let text = OpenAPIDocument(.v30, server: "http://h", group: group).json.encoded
        let operations = Operation.allCases.filter { $0.route.group == group }
        #expect(operations.count < 40)
        for operation in Operation.allCases where operation.route.isDescribed {
            let isThere = text.contains("\"operationId\":\"\(operation.rawValue)\"")
            #expect(isThere == (operation.route.group == group))
        }
    }

    @Test func `gives every value of an operation a name of its own`() {
        for operation in Operation.allCases {
            let route = operation.route
            let names = route.allParameters.map(\.name) + route.fields.map(\.name)
            #expect(Set(names).count == names.count, "\(operation.rawValue)")
        }
    }

    @Test func `declares each parameter of a path`() {
        for operation in Operation.allCases {
            let inPath = operation.route.path.split(separator: "{").dropFirst().map {
                String($0.prefix { $0 != "}" })
            }
            #expect(operation.route.parameters.filter { $0.place == .path }.map(\.name) == inPath)
        }
    }

    @Test func `is rendered by a page that loads nothing from elsewhere`() {
        #expect(DocumentationPage.html.contains("fetch(\"/openapi.json\")"))
        #expect(!DocumentationPage.html.contains("http://") && !DocumentationPage.html.contains("https://"))
    }
}

@Suite struct `A path` {
    @Test(arguments: [
        ("/v1/fills", [Route.Method.get]), ("/v1/fills/", [.get]), ("/v1/commands/subscribe", [.post]),
        ("/v1/strategies", [.get, .post]), ("/v1/strategies/x", [.get, .delete]), ("/v1/decisions/x", [.get]),
        ("/v1/decisions//why", []), ("/v1/decisions//", []), ("/v1/order", []),
        ("/v1/ordersx", []), ("/", []), ("", []),
    ])
    func `knows what it can be asked for`(path: String, methods: [Route.Method]) {
        #expect(GatewayCore.Operation.methods(at: path) == methods)
    }
}
