import Foundation
import GatewayCore
import HTTP
import Testing

extension GatewayTests {
    @Suite struct `The gateway's keeper` {
        let suite: RunningSuite

        init() async throws { suite = try await RunningSuite.running() }

        private func send(
            _ method: HTTPClient.Method, _ path: String, _ body: String = "", key: String? = nil
        ) async throws -> RunningSuite.Answer {
            try await suite.send(
                method, path, key: key ?? suite.key,
                headers: ["Content-Type": "application/json", "traceparent": Self.trace], body: body)
        }

        private static let traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
        private static let trace = "00-\(traceID)-00f067aa0ba902b7-01"

        private func key(_ scope: String, _ more: String = "") async throws -> (id: String, text: String) {
            let answer = try await send(.post, "/v1/keys", #"{"label":"test","scope":"\#(scope)"\#(more)}"#)
            #expect(answer.status == 201)
            return (try #require(try answer.json["id"].text), try #require(try answer.json["key"].text))
        }

        /// Asks until the status is as wanted, for a minute at most.
        private func status(of path: String, key: String, until wanted: Int) async throws -> Int {
            let deadline = ContinuousClock.now + .seconds(60)
            while true {
                let status = try await suite.ask(path, key: key).status
                if status == wanted || ContinuousClock.now > deadline { return status }
                try await Task.sleep(for: .milliseconds(50))
            }
        }

        @Test func `opens no door without a key but health and the documentation`() async throws {
            for operation in GatewayCore.Operation.allCases {
                let route = operation.route
                let path = route.path.replacing(/\{[a-zA-Z]+\}/, with: "x")
                let method = try #require(HTTPClient.Method(rawValue: route.method.rawValue.uppercased()))
                let answer = try await suite.send(
                    method, path, key: nil, body: route.body.isEmpty ? "" : "{}")
                #expect((answer.status == 401) == (route.access != .open), "\(operation): \(answer.status)")
            }
        }

        @Test func `lets a key do what its scope includes, and says what it would need`() async throws {
            let reader = try await key("read").text
            #expect(try await suite.ask("/v1/positions", key: reader).status == 200)
            let refused = try await send(
                .post, "/v1/commands/subscribe", #"{"instrument":"sim:BTCUSD"}"#, key: reader)
            #expect(refused.status == 403)
            #expect(try refused.json["detail"].text?.contains("scope paper") == true)
            #expect(try await suite.ask("/v1/keys", key: reader).status == 403)
            let me = try await suite.ask("/v1/me", key: reader).json
            #expect(me["scope"].text == "read" && me["label"].text == "test")
        }

        @Test func `tells of a key in the same order every time`() async throws {
            let body = #"{"label":"test","scope":"read"}"#
            let names = try await [send(.post, "/v1/keys", body), send(.post, "/v1/keys", body)].map {
                $0.text.matches(of: /"([a-zA-Z]+)":/).map { String($0.output.1) }
            }
            #expect(names[0] == names[1] && names[0].dropFirst() == names[0].dropFirst().sorted()[...])
        }

        @Test func `shows a key once, lists it without, and ends it for good`() async throws {
            let made = try await key("read", #","expiresInDays":null,"orderNotional":"10.50""#)
            let listed = try await suite.walk("/v1/keys", limit: 50).first { $0["id"].text == made.id }
            #expect(listed?["state"].text == "active" && listed?["expiresAt"] == .null)
            #expect(listed?["orderNotional"].text == "10.5" && listed?["key"] == .null)
            #expect(try await suite.ask("/v1/me", key: made.text).status == 200)

            let token = try #require(
                try await send(.post, "/v1/tokens", #"{"minutes":5}"#, key: made.text).json["token"].text)
            #expect(try await suite.ask("/v1/me", key: token).status == 200)

            let revoked = try await send(.delete, "/v1/keys/\(made.id)")
            #expect(revoked.status == 200)
            #expect(try revoked.json["state"].text == "revoked")
            #expect(try await status(of: "/v1/me", key: made.text, until: 401) == 401)
            #expect(try await suite.ask("/v1/me", key: token).status == 401, "a token outlives its key")
            #expect(try await send(.delete, "/v1/keys/0011223344556677").status == 404)
        }

        @Test func `replaces a key by one of the same rights`() async throws {
            let old = try await key("research")
            let answer = try await send(.post, "/v1/keys/\(old.id)/rotate", #"{"graceMinutes":0}"#)
            #expect(answer.status == 201)
            let new = try #require(try answer.json["key"].text)
            #expect(try await suite.ask("/v1/me", key: new).json["scope"].text == "research")
            #expect(try await status(of: "/v1/me", key: old.text, until: 401) == 401)
            #expect(try await send(.post, "/v1/keys/\(old.id)/rotate", "{}").status == 409)
        }

        @Test func `gives tokens of at most the key's scope, and none to a token`() async throws {
            let reader = try await key("read").text
            let wide = try await send(.post, "/v1/tokens", #"{"scope":"trade"}"#, key: reader)
            #expect(wide.status == 403)
            let narrow = try await send(.post, "/v1/tokens", #"{"scope":"paper","minutes":1}"#)
            #expect(narrow.status == 201)
            let token = try #require(try narrow.json["token"].text)
            #expect(try await suite.ask("/v1/me", key: token).json["scope"].text == "paper")
            let bearer: HTTPClient.Headers = ["Authorization": "Bearer \(token)"]
            #expect(try await suite.ask("/v1/me", key: nil, headers: bearer).status == 200)
            #expect(try await suite.ask("/v1/keys", key: token).status == 403)
            #expect(try await send(.post, "/v1/tokens", "{}", key: token).status == 403)
            #expect(try await suite.ask("/v1/me", key: token + "A").status == 401)
        }

        @Test func `writes down who changed what and why, and what was refused`() async throws {
            let reader = try await key("read", #","reason":"for the log""#)
            _ = try await send(.post, "/v1/commands/kill-switch", #"{"action":"release","reason":"audited"}"#)
            _ = try await send(
                .post, "/v1/commands/subscribe", #"{"instrument":"sim:BTCUSD"}"#, key: reader.text)
            _ = try await send(.post, "/v1/commands/subscribe", #"{"instrument":"nonsense"}"#)

            let log = try await suite.ask("/v1/audit?limit=200").json["items"].items
            func entry(_ condition: (JSON) -> Bool) throws -> JSON {
                let found = log.first { condition($0) }
                return try #require(found)
            }
            let created = try entry { $0["after"]["id"].text == reader.id }
            #expect(created["operation"].text == "createKey" && created["keyID"].text == "configured")
            #expect(created["reason"].text == "for the log" && created["before"] == .null)
            #expect(created["outcome"].text == "done" && created["traceID"].text == Self.traceID)
            let switched = try entry { $0["reason"].text == "audited" }
            #expect(switched["operation"].text == "switchKill" && switched["status"].number == 200)
            #expect(switched["request"]["action"].text == "release")
            #expect(switched["after"]["isEngaged"] == .boolean(false))
            guard case .boolean = switched["before"]["isEngaged"] else {
                Issue.record("the switch as it was is missing")
                return
            }
            #expect(created["target"].text == reader.id && created["request"]["scope"].text == "read")
            let refused = try entry { $0["keyID"].text == reader.id }
            #expect(refused["outcome"].text == "refused" && refused["status"].number == 403)
            let unusable = try entry { $0["status"].number == 422 && $0["operation"].text == "subscribe" }
            #expect(unusable["detail"].text?.contains("body.instrument") == true)
            #expect(unusable["requestID"].text?.isEmpty == false)

            let filtered = try await suite.ask("/v1/audit?keyID=\(reader.id)&outcome=refused").json["items"]
                .items
            #expect(filtered == [refused])
        }

        @Test(arguments: ["asc", "desc"])
        func `shows its log page by page, each entry once, by number and not by text`(order: String)
            async throws
        {
            let reader = try await key("read")
            for _ in 0..<105 {
                let status = try await send(
                    .post, "/v1/commands/subscribe", #"{"instrument":"sim:BTCUSD"}"#, key: reader.text
                ).status
                #expect(status == 403)
            }
            let log = try await suite.walk("/v1/audit?keyID=\(reader.id)&order=\(order)", limit: 10)
            let ids = log.compactMap { $0["id"].number }
            #expect(ids.count == 105 && Set(ids).count == 105)
            #expect(ids == (order == "asc" ? ids.sorted() : ids.sorted(by: >)))
            #expect(log.allSatisfy { $0["traceID"].text == Self.traceID })
        }

        @Test func `is found in the log under the id that its problem names, and its trace`() async throws {
            let refused = try await suite.send(
                .delete, "/v1/keys/nobody", key: suite.key, headers: ["traceparent": Self.trace])
            let own = try await suite.send(.delete, "/v1/keys/nobody", key: suite.key)
            let log = try String(contentsOfFile: suite.folder + "/suite/logs/gateway-1.log", encoding: .utf8)
            func line(_ answer: RunningSuite.Answer) throws -> JSON {
                let id = try #require(try answer.json["instance"].text?.split(separator: ":").last)
                let line = log.split(separator: "\n").last { $0.contains(#""requestID":"\#(id)""#) }
                return try JSON(String(try #require(line)))
            }
            // The client's trace, and in it a step of the request's own.
            let step = try #require(try line(refused)["trace"].text)
            #expect(step.hasPrefix("00-\(Self.traceID)-") && step.utf8.count == 55 && step != Self.trace)
            let trace = try #require(try line(own)["trace"].text)
            #expect(trace.utf8.count == 55 && !trace.contains(Self.traceID))
        }

        @Test func `tells a key its limit, and stops it there`() async throws {
            let slow = try await key("read", #","requestsPerMinute":2"#).text
            let first = try await suite.ask("/v1/me", key: slow)
            #expect(first.headers["RateLimit-Limit"] == "2" && first.headers["RateLimit-Policy"] == "2;w=60")
            #expect(first.headers["RateLimit-Remaining"] == "1")
            // Also what is refused counts, and says so.
            let unusable = try await suite.ask("/v1/candles?limit=0", key: slow)
            #expect(unusable.status == 422 && unusable.headers["RateLimit-Remaining"] == "0")
            let late = try await suite.ask("/v1/me", key: slow)
            #expect(late.status == 429 && late.type == "application/problem+json")
            #expect(late.headers["Retry-After"].flatMap { Int($0) }.map { (1...30).contains($0) } == true)
            #expect(try await suite.ask("/livez", key: slow).status == 200)
            #expect(try await suite.ask("/openapi.json", key: slow).headers["RateLimit-Limit"] == nil)
        }

        @Test(arguments: ["/v1/me", "/livez", "/docs", "/nowhere", "/v1/keys?limit=x", "/openapi.json"])
        func `keeps browsers from misusing an answer`(path: String) async throws {
            for key in [nil, suite.key] {
                let headers = try await suite.ask(path, key: key).headers
                #expect(headers["X-Content-Type-Options"] == "nosniff")
                #expect(headers["Referrer-Policy"] == "no-referrer")
                #expect(headers["X-Frame-Options"] == "DENY")
                let policy = headers["Content-Security-Policy"] ?? ""
                #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
                if path.hasPrefix("/v1") { #expect(headers["Cache-Control"]?.contains("no-store") == true) }
            }
        }
    }
}
