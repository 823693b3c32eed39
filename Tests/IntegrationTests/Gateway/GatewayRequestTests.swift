import Foundation
import GatewayCore
import HTTP
import Testing

extension GatewayTests {
    @Suite struct `The gateway asked for something` {
        let suite: RunningSuite
        let document: JSON

        init() async throws {
            suite = try await RunningSuite.running()
            document = try await suite.ask("/openapi.json").json
        }

        /// A path with a value in the place of each parameter.
        private static func filled(_ path: String) -> String {
            // Only where an id holds slashes may it be longer than one component.
            let id = path.hasPrefix("/v1/decisions/") ? "decision/sim:X/30m/0" : "x"
            return path.replacingOccurrences(of: "{document}", with: "market.json").replacing(
                /{[^}]+}/, with: id)
        }

        /// Paths as a client would ask for them, with what the document says of each.
        private var operations: [(method: HTTPClient.Method, path: String, description: JSON)] {
            document["paths"].members.sorted { $0.key < $1.key }.flatMap { path, methods in
                methods.members.compactMap { name, description in
                    HTTPClient.Method(rawValue: name.uppercased()).map { method in
                        (
                            method, Self.filled(path), description
                        )
                    }
                }
            }
        }

        /// What a path answers to, as `Allow` lists it.
        private func methods(at path: String) -> [String] {
            let given = operations.filter { $0.path == path }.map(\.method.rawValue)
            let order = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
            return order.filter { given.contains($0) || $0 == "HEAD" && given.contains("GET") }
        }

        @Test(arguments: [nil, "0123456789abcdef0123456789abcdef", ""])
        func `wants its key at every door that is not public`(key: String?) async throws {
            #expect(operations.count == GatewayCore.Operation.allCases.count { $0.route.isDescribed })
            for (method, path, description) in operations where path != "/v1/events" || key == nil {
                let answer = try await suite.send(method, path, key: key)
                guard description["security"] != .array([]) else {
                    // A made-up name opens nothing there, and still no key is asked for.
                    #expect([200, 422].contains(answer.status), "\(path)")
                    continue
                }
                #expect(answer.status == 401, "\(path)")
                #expect(answer.type == "application/problem+json")
                #expect(answer.headers["WWW-Authenticate"] == "Bearer")
                #expect(try answer.json["status"] == .number(401))
            }
        }

        @Test func `takes the key in either header`() async throws {
            let bearer: HTTPClient.Headers = ["Authorization": "Bearer \(suite.key)"]
            #expect(try await suite.ask("/v1/positions", key: nil, headers: bearer).status == 200)
            #expect(try await suite.ask("/v1/positions", key: suite.key).status == 200)
        }

        @Test(arguments: [
            "/", "/v1", "/v1/nothing", "/v1/decisions/x", "/v1/decisions/x/why", "/v1/orders/x",
            "/v1/signals/x",
        ])
        func `says where there is nothing`(path: String) async throws {
            let answer = try await suite.ask(path)
            #expect(answer.status == 404 && answer.type == "application/problem+json")
        }

        @Test(arguments: HTTPClient.Method.allCases)
        func `says which methods a path answers to`(method: HTTPClient.Method) async throws {
            for (_, path, _) in operations where method != .get || path != "/v1/events" {
                let answer = try await suite.send(method, path, key: suite.key)
                let methods = methods(at: path)
                guard !methods.contains(method.rawValue) else {
                    #expect(answer.status != 405, "\(method) \(path)")
                    continue
                }
                #expect(answer.status == 405, "\(method) \(path)")
                let allowed = answer.headers["Allow"]?.components(separatedBy: ", ") ?? []
                #expect(allowed == methods, "\(method) \(path)")
                #expect(answer.type == "application/problem+json")
            }
        }

        @Test func `answers to HEAD without a body, also where it refuses`() async throws {
            // One connection after another: a body would be taken for the start of the next answer.
            for path in ["/v1/status", "/v1/candles", "/nowhere", "/v1/events", "/v1/candles?limit=x"] {
                let answer = try await suite.send(.head, path, key: suite.key)
                #expect(answer.text.isEmpty, "\(path)")
                #expect(answer.status == (path == "/nowhere" ? 404 : path.hasSuffix("x") ? 422 : 200))
                #expect(try await suite.ask("/livez").text == "alive\n")
            }
        }

        @Test(arguments: [
            ("/v1/candles?limit=0", "limit"), ("/v1/candles?limit=1001", "limit"),
            ("/v1/candles?interval=7m", "interval"), ("/v1/candles?from=yesterday", "from"),
            ("/v1/candles?instrument=BTC", "instrument"), ("/v1/candles?colour=red", "colour"),
            ("/v1/candles?cursor=x", "cursor"), ("/v1/candles?cursor=WyJ4IiwieSIsInoiXQ", "cursor"),
            ("/v1/candles?cursor=WyIxIiwiXHUwMDAwIiwieiJd", "cursor"), ("/v1/signals?engine=a%00b", "engine"),
            ("/v1/orders?status=lost", "status"), ("/v1/decisions?direction=up", "direction"),
        ])
        func `names the value that cannot be used`(path: String, name: String) async throws {
            let answer = try await suite.ask(path)
            // What looks like a cursor and is none of this list leads nowhere.
            #expect(answer.status == (name == "cursor" ? 404 : 422))
            #expect(answer.type == "application/problem+json")
            let errors = try answer.json["errors"].items
            #expect(errors.map { $0["loc"] } == [.array([.text("query"), .text(name)])])
            #expect(errors.allSatisfy { $0["msg"].text?.isEmpty == false && $0["type"].text != nil })
        }

        @Test func `says what to do with a key that is not known`() async throws {
            let wrong = try await suite.ask("/v1/me", key: "0123456789abcdef0123456789abcdef")
            #expect(try wrong.json["detail"].text?.contains("not known") == true)
            let none = try await suite.ask("/v1/me", key: nil)
            #expect(try none.json["detail"].text?.contains("Authorization: Bearer KEY") == true)
        }

        @Test func `refuses a place in the future at once`() async throws {
            let answer = try await suite.ask("/v1/events?cursor=4102444800000")
            #expect(answer.status == 422)
            #expect(
                try answer.json["errors"].items.map { $0["loc"] } == [
                    .array([.text("query"), .text("cursor")])
                ])
        }

        @Test func `refuses a body that is packed, and reads one with a mark in front or none at all`()
            async throws
        {
            let packed = try await suite.send(
                .post, "/v1/tokens", key: suite.key, headers: ["Content-Encoding": "gzip"], body: "{}")
            #expect(packed.status == 415)
            #expect(try packed.json["detail"].text?.contains("Content-Encoding") == true)
            for body in ["\u{FEFF}{}", ""] {
                #expect(try await suite.send(.post, "/v1/tokens", key: suite.key, body: body).status == 201)
            }
        }

        @Test func `shows a sample to who names nothing else`() async throws {
            let answer = try await suite.ask("/v1/profiles/range?example=true")
            #expect(answer.status == 200)
            #expect(
                try DocumentedForms(document: document).faults(in: answer.json, of: "/v1/profiles/range")
                    == [])
        }

        @Test func `answers in the documented form, with all there is`() async throws {
            let forms = DocumentedForms(document: document)
            for path in [
                "/v1/instruments", "/v1/candles", "/v1/signals", "/v1/decisions", "/v1/orders", "/v1/fills",
                "/v1/positions", "/v1/portfolio", "/v1/status", "/v1/venues", "/v1/features", "/v1/profiles",
                "/v1/equity", "/v1/risk-limits",
            ] {
                let answer = try await suite.ask(path)
                #expect(answer.status == 200, "\(path)")
                #expect(try forms.faults(in: answer.json, of: path) == [])
                if case .array(let items) = try answer.json["items"] { #expect(!items.isEmpty, "\(path)") }
            }
            let decisions = try await suite.walk("/v1/decisions", limit: 1000)
            for direction in ["long", "flat"] {
                let decision = try #require(decisions.first { $0["direction"].text == direction })
                let path = "/v1/decisions/\(decision["id"].text ?? "")/why"
                let why = try await suite.ask(path).json
                #expect(forms.faults(in: why, of: "/v1/decisions/{id}/why") == [])
            }
        }

        @Test func `is alive, ready, and described by a page that loads nothing from elsewhere`() async throws
        {
            #expect(try await suite.ask("/livez", key: nil).text == "alive\n")
            #expect(try await suite.ask("/readyz", key: nil).text == "ready\n")
            let page = try await suite.ask("/docs", key: nil)
            #expect(page.headers["Content-Security-Policy"]?.hasPrefix("default-src 'none'") == true)
            for foreign in ["http://", "https://", "@import"] {
                #expect(!page.text.contains(foreign), "\(foreign)")
            }
            // Swagger UI where its parts are installed, and a page complete in itself where they are not.
            let parts = page.text.matches(of: /(?:src|href)="([^"]*)"/).map { String($0.output.1) }
            for part in parts {
                #expect(part.hasPrefix("/docs/assets/"))
                #expect(try await suite.ask(part, key: nil).status == 200, "\(part)")
            }
            #expect(!parts.isEmpty || page.text.contains("/openapi.json"))
        }

        @Test(.enabled(if: OpenAPIValidator.isInstalled, "`make setup` installs the validator"))
        func `describes itself in valid OpenAPI`() async throws {
            #expect(document["openapi"].text?.hasPrefix("3.1") == true)
            let answer = try await suite.ask("/openapi.json", key: nil)
            #expect(try await OpenAPIValidator.faults(in: answer.text) == "")
        }
    }
}
