import Foundation
import HTTP
import Logging
import Postgres
import RedisStreams
import ServerSupport

/// Servers for some gateways of their own, and nothing else of the suite: what happens is up to the test.
final class GatewayServers: Sendable {
    let redis: RedisServer
    let bus: RedisBus
    /// Lives as long as they do.
    private let database: PostgresDatabase
    private var postgresURL: String { database.url }

    private init(_ redis: RedisServer, _ database: PostgresDatabase) {
        self.redis = redis
        self.database = database
        bus = RedisBus(settings: RedisSettings(port: Int32(redis.port)), logger: Logger(label: "test"))
    }

    static func start() async throws -> GatewayServers {
        let redis = try await RedisServer.start()
        let database = try await PostgresDatabase.migrated(on: .preferred)
        return GatewayServers(redis, database)
    }

    /// One more gateway, when it serves.
    func gateway(_ settings: [String: String] = [:]) async throws -> GatewayReplica {
        let port = try LoopbackPort.free()
        var environment = [
            "QTP_REDIS_URL": redis.url, "QTP_POSTGRES_URL": postgresURL, "QTP_GATEWAY_PORT": "\(port)",
            "QTP_GATEWAY_API_KEY": GatewayReplica.key, "QTP_GATEWAY_HEARTBEAT_MILLISECONDS": "500",
        ]
        environment.merge(settings) { $1 }
        let replica = GatewayReplica(
            port: port, try DaemonProcess("gateway", environment: environment), self)
        let deadline = ContinuousClock.now + .seconds(60)
        while try await !replica.isReady() {
            guard ContinuousClock.now < deadline, replica.program.isRunning else {
                throw DemoSuite.NotReady(what: "the gateway", log: replica.program.log)
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        return replica
    }
}

/// One gateway process.
final class GatewayReplica: Sendable {
    static let key = "replica-f3a9c07be2d41786"
    let port: Int
    let program: DaemonProcess
    /// They run for as long as it does.
    private let servers: GatewayServers
    private let client = HTTPClient(.init(timeout: .seconds(60), retry: .never))

    init(port: Int, _ program: DaemonProcess, _ servers: GatewayServers) {
        self.servers = servers
        self.port = port
        self.program = program
    }

    func isReady() async throws -> Bool {
        let answer = try? await client.send(.init(.get, "http://127.0.0.1:\(port)/readyz"))
        return answer?.status == 200
    }

    /// Asks it something.
    func send(
        _ method: HTTPClient.Method, _ path: String, _ body: String = "", key: String = GatewayReplica.key
    ) async throws -> (status: Int, json: JSON) {
        let headers: HTTPClient.Headers = ["X-API-Key": key, "Content-Type": "application/json"]
        let answer = try await client.send(
            .init(
                method, "http://127.0.0.1:\(port)\(path)", headers: headers, body: Array(body.utf8)))
        return (answer.status, try JSON(answer.text))
    }

    /// Makes a key.
    func key(_ scope: String, _ more: String = "") async throws -> (id: String, text: String) {
        let answer = try await send(.post, "/v1/keys", #"{"label":"test","scope":"\#(scope)"\#(more)}"#)
        guard let id = answer.json["id"].text, let text = answer.json["key"].text else {
            throw RunningSuite.Refused(status: answer.status)
        }
        return (id, text)
    }

    /// Follows events until the condition holds or the gateway is gone.
    ///
    /// - Parameters:
    ///   - id: what to resume after; nil for what happens from now on.
    ///   - query: filters.
    ///   - key: a key or token.
    ///   - isEnough: whether to leave.
    /// - Returns: what came, what a browser would resume with, and when the first event came.
    /// - Throws: what the client does; not for a gateway that goes in the middle.
    func follow(
        after id: String?, query: String = "", key: String = GatewayReplica.key,
        until isEnough: ([ServerEvent]) -> Bool
    ) async throws -> (events: [ServerEvent], last: String, began: ContinuousClock.Instant) {
        var headers: HTTPClient.Headers = ["X-API-Key": key]
        if let id { headers.append("Last-Event-ID", id) }
        let request = HTTPClient.Request(
            .get, "http://127.0.0.1:\(port)/v1/events\(query)", headers: headers)
        let answer = try await client.stream(request)
        guard answer.head.status == 200 else { throw RunningSuite.Refused(status: answer.head.status) }
        var reader = ServerEventReader()
        var began: ContinuousClock.Instant?
        do {
            for try await bytes in answer.body {
                try reader.take(bytes)
                if began == nil, !reader.events.isEmpty { began = ContinuousClock.now }
                if isEnough(reader.events) { break }
            }
        } catch is HTTPError {
            // A gateway that was killed in the middle of an event; what came before it holds.
        }
        return (reader.events, reader.lastID, began ?? ContinuousClock.now)
    }
}
