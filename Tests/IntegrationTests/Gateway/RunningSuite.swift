import Domain
import Foundation
import HTTP
import Logging
import RedisStreams
import ServerSupport
import Synchronization

/// The whole suite after it has worked through some days of the bundled recording, still running, and its API.
///
/// One for all tests, as it takes its time to start. It ends with the tests' process, however that ends.
final class RunningSuite: Sendable {
    struct Refused: Error {
        let status: Int
    }
    struct Answer {
        let status: Int
        let headers: HTTPClient.Headers
        let text: String
        var json: JSON { get throws { try JSON(text) } }
        var type: String { headers["Content-Type"] ?? "" }
    }

    /// Days of half-hourly bars of two instruments, and the four-hourly ones made of them.
    static let days = 5
    static let bars = 2 * days * (48 + 6)

    private static let shared = Task { try await start() }
    /// The suite, started by whoever asks first.
    static func running() async throws -> RunningSuite { try await shared.value }

    let bus: RedisBus
    let key: String
    /// Signs tokens.
    let tokenSecret: String
    /// Encrypts or signs for webhooks.
    let webhooksSecret: String
    /// Where the suite keeps its data and its logs.
    var folder: String { demo.folder }
    private let demo: DemoSuite
    let postgresURL: String
    /// Requests whose answers held a secret of the configuration.
    let leaks = Mutex<[String]>([])
    /// The API's address, without a slash at its end.
    let base: String
    private let client: HTTPClient

    /// A secret that is known again wherever it turns up.
    private static func canary() -> String {
        "Canary-\(UInt64.random(in: .min ... .max))-\(UInt64.random(in: .min ... .max))-bird"
    }

    private init(_ demo: DemoSuite) throws {
        self.demo = demo
        key = try demo.setting("QTP_GATEWAY_API_KEY")
        tokenSecret = try demo.setting("QTP_GATEWAY_TOKEN_SECRET")
        webhooksSecret = try demo.setting("QTP_GATEWAY_WEBHOOKS_SECRET")
        postgresURL = try demo.setting("QTP_POSTGRES_URL")
        base = "http://127.0.0.1:\(try demo.setting("QTP_GATEWAY_PORT"))"
        client = HTTPClient(.init(timeout: .seconds(120), retry: .never))
        let redisPort = URLComponents(string: try demo.setting("QTP_REDIS_URL"))?.port ?? 0
        bus = RedisBus(settings: RedisSettings(port: Int32(redisPort)), logger: Logger(label: "test"))
    }

    private static func start() async throws -> RunningSuite {
        // The suite takes the secrets it finds, so the run's are ones that a search can tell from everything else.
        let secrets = ["api-key", "token-secret", "webhooks-secret"].map { ($0, canary()) }
        let demo = try await DemoSuite.start(
            "gateway", ["--speed", "max", "--from", "2018-01-01", "--to", "2018-01-0\(1 + days)"],
            secrets: Dictionary(uniqueKeysWithValues: secrets))
        try await demo.wait(for: "the recording's end") { demo.isRecordingOver }
        let suite = try RunningSuite(demo)
        // The recording may be over before the gateway has found its servers.
        try await demo.wait(for: "the gateway") {
            (try? await suite.ask("/readyz", key: nil).status) == 200
        }
        return suite
    }

    /// Asks the API; `key` nil for a client without one.
    func send(
        _ method: HTTPClient.Method, _ path: String, key: String?, headers: HTTPClient.Headers = [:],
        body: String = ""
    ) async throws -> Answer {
        let answer = try await client.send(request(method, path, key: key, headers: headers, body: body))
        let text = answer.text
        if [self.key, tokenSecret, webhooksSecret].contains(where: { text.contains($0) }) {
            leaks.withLock { $0.append("\(method) \(path)") }
        }
        return Answer(status: answer.status, headers: answer.headers, text: text)
    }

    /// Reads from the API; `key` nil for a client without one.
    func ask(_ path: String, key: String?, headers: HTTPClient.Headers = [:]) async throws -> Answer {
        try await send(.get, path, key: key, headers: headers)
    }

    /// Reads from the API with its key.
    func ask(_ path: String) async throws -> Answer { try await ask(path, key: key) }

    /// Gives a command.
    func command(
        _ name: String, _ body: String, idempotencyKey: String? = nil
    ) async throws -> Answer {
        var headers: HTTPClient.Headers = ["Content-Type": "application/json"]
        if let idempotencyKey { headers.append("Idempotency-Key", idempotencyKey) }
        return try await send(.post, "/v1/commands/\(name)", key: key, headers: headers, body: body)
    }

    /// All records of a list, page by page.
    func walk(_ path: String, limit: Int) async throws -> [JSON] {
        var records: [JSON] = []
        var cursor: String?
        let separator = path.contains("?") ? "&" : "?"
        repeat {
            let rest = cursor.map { "&cursor=\($0)" } ?? ""
            let page = try await ask("\(path)\(separator)limit=\(limit)\(rest)").json
            records += page["items"].items
            cursor = page["next"].text
        } while cursor != nil
        return records
    }

    /// Follows the events until the condition holds of all that came, and leaves.
    func events(
        after id: String?, query: String = "", until isEnough: ([ServerEvent]) -> Bool
    ) async throws -> [ServerEvent] {
        var headers: HTTPClient.Headers = [:]
        if let id { headers.append("Last-Event-ID", id) }
        var request = request(.get, "/v1/events\(query)", key: key, headers: headers, body: "")
        request.timeout = .seconds(120)
        let answer = try await client.stream(request)
        guard answer.head.status == 200 else { throw Refused(status: answer.head.status) }
        var reader = ServerEventReader()
        for try await bytes in answer.body {
            try reader.take(bytes)
            if isEnough(reader.events) { break }
        }
        return reader.events
    }

    private func request(
        _ method: HTTPClient.Method, _ path: String, key: String?, headers: HTTPClient.Headers, body: String
    ) -> HTTPClient.Request {
        var headers = headers
        if let key { headers.append("X-API-Key", key) }
        return .init(method, base + path, headers: headers, body: Array(body.utf8))
    }
}
