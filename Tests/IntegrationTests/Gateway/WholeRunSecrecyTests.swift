import Foundation
import HTTP
import Logging
import Postgres
import RedisStreams
import Synchronization
import Testing

extension GatewayTests {
    /// Comes last of these suites, by its file's name: what is looked through is all that the others left behind.
    @Suite struct `What a whole run left behind` {
        let suite: RunningSuite
        let database: PostgresPool

        init() async throws {
            suite = try await RunningSuite.running()
            database = PostgresPool(
                try PostgresOptions(url: suite.postgresURL), logger: Logger(label: "test"))
        }

        private func send(
            _ method: HTTPClient.Method, _ path: String, key: String? = nil, _ body: String = "",
            headers: [(String, String)] = []
        ) async throws -> RunningSuite.Answer {
            var fields: HTTPClient.Headers = ["Content-Type": "application/json"]
            for (name, value) in headers { fields.append(name, value) }
            return try await suite.send(method, path, key: key ?? suite.key, headers: fields, body: body)
        }

        /// Presents secrets wherever somebody could by mistake.
        private func misplaceSecrets() async throws {
            for secret in [suite.key, suite.tokenSecret, suite.webhooksSecret] {
                _ = try await suite.ask("/v1/status?key=\(secret)")
                #expect(try await suite.ask("/v1/events?token=\(secret)", key: nil).status == 401)
                _ = try await suite.ask("/v1/status", key: nil, headers: ["Authorization": "Basic \(secret)"])
                _ = try await suite.ask("/v1/status", key: secret + "x")
                _ = try await suite.ask("/v1/status", key: suite.key, headers: ["traceparent": secret])
                _ = try await send(.post, "/v1/keys", #"{"label":"x","scope":"\#(secret)"}"#)
                _ = try await send(.post, "/v1/keys", #"{"label":"x","scope":"read","key":"\#(secret)"}"#)
            }
        }

        @Test func `holds none of its secrets`() async throws {
            // A repeated request is answered from the database, where the secret it made must not be.
            let name = ("Idempotency-Key", UUID().uuidString)
            let body = #"{"label":"canary","scope":"admin","reason":"a test"}"#
            let made = try await send(.post, "/v1/keys", body, headers: [name])
            let key = try #require(try made.json["key"].text)
            #expect(made.status == 201)
            let again = try await send(.post, "/v1/keys", body, headers: [name])
            #expect(try again.json["key"] == .null && again.json["id"] == made.json["id"])
            let token = try #require(try await send(.post, "/v1/tokens", key: key, "{}").json["token"].text)
            #expect(try await suite.ask("/v1/me", key: token).status == 200)
            let followed = try await suite.send(.head, "/v1/events?token=\(token)", key: nil)
            #expect(followed.status == 200, "where a browser's token belongs")
            try await misplaceSecrets()

            let secrets = [
                suite.key, suite.tokenSecret, suite.webhooksSecret, String(key.suffix(43)),
                String(token.split(separator: ".").last ?? "-"),
            ]
            #expect(secrets.allSatisfy { $0.count >= 32 })
            let leaks = suite.leaks.withLock { $0 }
            // Unknown scopes are repeated to whoever sent them, and to nobody else.
            #expect(leaks.allSatisfy { $0 == "post /v1/keys" }, "\(leaks)")
            for (place, text) in try await everything() {
                for (index, secret) in secrets.enumerated() {
                    #expect(!text.contains(secret), "secret \(index) is in \(place)")
                }
            }
        }

        /// All logs, all of Redis and all of the database.
        private func everything() async throws -> [(place: String, text: String)] {
            var found: [(String, String)] = []
            for path in [suite.folder + "/log"] + files(in: suite.folder + "/suite/logs") {
                found.append((path, try String(contentsOfFile: path, encoding: .utf8)))
            }
            #expect(found.count > 10)
            for key in try await suite.bus.inspect(["KEYS", "*"]).split(separator: "\n").map(String.init) {
                let command: [String]
                switch try await suite.bus.inspect(["TYPE", key]) {
                case "stream": command = ["XRANGE", key, "-", "+"]
                case "hash": command = ["HGETALL", key]
                case "zset": command = ["ZRANGE", key, "0", "-1"]
                case "set": command = ["SMEMBERS", key]
                case "list": command = ["LRANGE", key, "0", "-1"]
                default: command = ["GET", key]
                }
                found.append((key, key + (try await suite.bus.inspect(command))))
            }
            let tables = try await database.query(
                "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
            for table in try tables.map({ try $0.text("name") }) {
                let rows = try await database.query("SELECT t::text AS line FROM \(table) AS t")
                found.append((table, try rows.map { try $0.text("line") }.joined(separator: "\n")))
            }
            #expect(found.contains { $0.0 == "audit_log" && $0.1.contains("createKey") })
            return found
        }

        private func files(in folder: String) -> [String] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return names.sorted().map { "\(folder)/\($0)" }
        }
    }
}
