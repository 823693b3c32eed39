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
    struct NotReady: Error {
        let log: String
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
    let folder: String
    let postgresURL: String
    /// Requests whose answers held a secret of the configuration.
    let leaks = Mutex<[String]>([])
    private let base: String
    private let client: HTTPClient
    private let lifeline: Lifeline

    /// A secret that is known again wherever it turns up.
    private static func canary() -> String {
        "Canary-\(UInt64.random(in: .min ... .max))-\(UInt64.random(in: .min ... .max))-bird"
    }

    private init(_ lifeline: Lifeline, folder: String, environment: [String: String]) throws {
        guard let port = environment["QTP_GATEWAY_PORT"], let key = environment["QTP_GATEWAY_API_KEY"],
            let tokenSecret = environment["QTP_GATEWAY_TOKEN_SECRET"],
            let webhooksSecret = environment["QTP_GATEWAY_WEBHOOKS_SECRET"],
            let postgresURL = environment["QTP_POSTGRES_URL"],
            let redis = environment["QTP_REDIS_URL"].flatMap(URLComponents.init), let redisPort = redis.port
        else { throw NotReady(log: "the environment file is incomplete: \(environment.keys.sorted())") }
        self.lifeline = lifeline
        self.key = key
        self.tokenSecret = tokenSecret
        self.webhooksSecret = webhooksSecret
        self.folder = folder
        self.postgresURL = postgresURL
        base = "http://127.0.0.1:\(port)"
        client = HTTPClient(.init(timeout: .seconds(20), retry: .never))
        bus = RedisBus(settings: RedisSettings(port: Int32(redisPort)), logger: Logger(label: "test"))
    }

    private static func start() async throws -> RunningSuite {
        let folder = "/tmp/qtp-gateway-\(UInt32.random(in: 0 ... .max))"
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).standardizedFileURL
        let program = bundle.deletingLastPathComponent().appendingPathComponent("qtp").path
        // The suite takes the secrets it finds, so the run's are ones that a search can tell from everything else.
        try FileManager.default.createDirectory(
            atPath: folder + "/suite", withIntermediateDirectories: true)
        for name in ["api-key", "token-secret", "webhooks-secret"] {
            _ = FileManager.default.createFile(
                atPath: "\(folder)/suite/\(name)", contents: Data(canary().utf8),
                attributes: [.posixPermissions: 0o600])
        }
        let lifeline = try Lifeline(
            folder: folder,
            command: [
                program, "demo", "--plain", "--speed", "max", "--from", "2018-01-01", "--to",
                "2018-01-0\(1 + days)",
                "--dir", folder + "/suite",
            ])
        let deadline = ContinuousClock.now + .seconds(120)
        while !lifeline.log.contains("the API goes on") {
            guard ContinuousClock.now < deadline, lifeline.isRunning else {
                throw NotReady(log: lifeline.log)
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        let text = try String(contentsOfFile: folder + "/suite/environment", encoding: .utf8)
        let pairs = text.split(separator: "\n").compactMap { line -> (String, String)? in
            let parts = line.split(separator: "=", maxSplits: 1)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
        let suite = try RunningSuite(
            lifeline, folder: folder, environment: Dictionary(uniqueKeysWithValues: pairs))
        // The recording may be over before the gateway has found its servers.
        while (try? await suite.ask("/readyz", key: nil).status) != 200 {
            guard ContinuousClock.now < deadline, lifeline.isRunning else {
                throw NotReady(log: lifeline.log)
            }
            try await Task.sleep(for: .milliseconds(100))
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
        request.timeout = .seconds(20)
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

/// A program that is asked to stop when this process ends, so that it can end its own children.
final class Lifeline: @unchecked Sendable {
    // `Process` and `Pipe` are not `Sendable`; after `init` one is only asked whether it runs, the other kept.
    private let process = Process()
    private let pipe = Pipe()
    private let logFile: String

    private static let script = """
        folder=$1; shift
        mkdir -p "$folder"
        "$@" </dev/null >"$folder/log" 2>&1 &
        pid=$!
        trap '' INT TERM HUP
        read -r line
        kill -TERM "$pid"
        wait "$pid"
        rm -rf "$folder"
        """

    init(folder: String, command: [String]) throws {
        logFile = folder + "/log"
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", Self.script, "lifeline", folder] + command
        process.standardInput = pipe
        // Whoever reads the tests' output is not to wait for the suite's end.
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        // A worker thread blocks nearly all signals, and a child inherits that: it could not be asked to stop.
        var none = sigset_t()
        var previous = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
        try process.run()
    }

    var isRunning: Bool { process.isRunning }
    var log: String { (try? String(contentsOfFile: logFile, encoding: .utf8)) ?? "" }
}
