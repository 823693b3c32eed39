import Domain
import Foundation
import HTTP
import History
import Logging
import Messages
import OperatorCore
import Postgres
import RedisStreams
import ServerSupport
import ServiceRuntime

/// How a private suite is made up.
struct SuitePlan: Sendable {
    /// Everything of it lives here: data, logs, process ids.
    var folder: String
    /// Processes per service.
    var replicas = 1
    /// `max`, or how many times as fast as the recording.
    var speed = "max"
    /// The recordings' catalogue.
    var catalogue: String
    /// Starts of the bars to play; nil for all.
    var range: Range<Timestamp>?
    /// Whether what an earlier run left is removed first.
    var isFresh = true
    /// Bars, base first.
    var intervals: [Interval] = [.thirtyMinutes, .fourHours]
    /// Start of the first bar of all.
    var beginning: Timestamp
    /// Further settings for the daemons, `QTP_…`.
    var settings: [String: String] = [:]
}

/// The whole suite as children of this process: servers, venue, daemons.
final class PrivateSuite: Sendable {
    let plan: SuitePlan
    let servers: PrivateServers
    let supervisor: Supervisor
    let venuePort: Int
    let gatewayPort: Int
    let apiKey: String
    let instruments: [InstrumentID]
    /// What every daemon is told.
    let environment: [String: String]
    let settings: ResolvedSettings

    /// The services in the order of their start: what reads is there before what writes.
    static let services: [ServiceName] = [
        .recorder, .executor, .confirmer, .strategyGen, .volumeProfile, .cipherEngine, .router, .marketFeed,
        .gateway,
    ]

    /// Redis, PostgreSQL, the venue and the worker of jobs.
    static let helperCount = 4

    init(_ plan: SuitePlan) throws {
        self.plan = plan
        let pids = plan.folder + "/pids"
        try FileManager.default.createDirectory(
            atPath: plan.folder + "/logs", withIntermediateDirectories: true)
        Supervisor.endLeftovers(in: pids, marker: plan.folder)
        var ports: Set<Int> = []
        for _ in 0..<4 { ports.insert(try LoopbackPort.free(besides: ports)) }
        let port = Array(ports)
        servers = try PrivateServers(
            folder: plan.folder, redisPort: port[0], postgresPort: port[1], isFresh: plan.isFresh)
        venuePort = port[2]
        // An old clock would let a new recording begin at its end.
        if plan.isFresh { try? FileManager.default.removeItem(atPath: Self.venueClock(in: plan.folder)) }
        gatewayPort = plan.settings[Self.gatewayPortVariable].flatMap { Int($0) } ?? port[3]
        apiKey = try Self.secret(in: Self.keyFile(in: plan.folder))
        instruments = try InstrumentCatalogue(file: plan.catalogue).listings.map(\.specification.instrument)
        let own = [
            "QTP_REDIS_URL": servers.redisURL,
            "QTP_POSTGRES_URL": servers.postgresURL,
            "QTP_VENUE_REST_URL": "http://127.0.0.1:\(venuePort)",
            "QTP_VENUE_WS_URL": "ws://127.0.0.1:\(venuePort)",
            "QTP_INSTRUMENTS": instruments.map(\.description).joined(separator: ","),
            "QTP_INTERVALS": plan.intervals.map(\.rawValue).joined(separator: ","),
            "QTP_FEED_START_MILLISECONDS": plan.beginning.description,
            "QTP_GATEWAY_API_KEY": apiKey,
            "QTP_GATEWAY_TOKEN_SECRET": try Self.secret(in: plan.folder + "/token-secret"),
            "QTP_GATEWAY_WEBHOOKS_SECRET": try Self.secret(in: plan.folder + "/webhooks-secret"),
        ]
        if let taken = plan.settings.keys.sorted().first(where: { own[$0] != nil }) {
            throw SuiteError.ownSetting(taken)
        }
        let defaults = [
            // Who tries webhooks with a suite of his own has his receivers where the suite is.
            "QTP_GATEWAY_WEBHOOKS_ALLOW_PRIVATE": "true",
            "QTP_JOBS_RECORDINGS": Self.folder(of: plan.catalogue),
        ]
        var environment = own.merging(defaults) { $1 }.merging(plan.settings) { $1 }
        environment[Self.gatewayPortVariable] = "\(gatewayPort)"
        settings = try ResolvedSettings(.operator, environment: environment, file: nil)
        // Not a setting: marks the suite's processes for whoever cleans up after a killed supervisor.
        environment["PRIVATE_SUITE"] = plan.folder
        environment["PATH"] = "/usr/bin:/bin"
        // Where the documentation's pages lie is the machine's matter and no plan's.
        let assets = GatewayKeys.documentationAssets.declaration.environmentName
        environment[assets] = ProcessInfo.processInfo.environment[assets]
        self.environment = environment
        supervisor = try Supervisor(pidFolder: pids)
    }

    private static let gatewayPortVariable = GatewayKeys.port.declaration.environmentName

    private static func folder(of path: String) -> String {
        String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }

    /// How the gateway is reached from here, wherever it listens.
    private var gatewayAddress: String {
        let host = environment[GatewayKeys.host.declaration.environmentName] ?? ""
        return "http://\(["", "0.0.0.0", "::"].contains(host) ? "127.0.0.1" : host):\(gatewayPort)"
    }

    /// The API's key, readable by its owner alone.
    private static func keyFile(in folder: String) -> String { folder + "/api-key" }

    /// Made once per folder, so that a restarted suite is reached with the same key.
    private static func secret(in path: String) throws -> String {
        if let text = try? String(contentsOfFile: path, encoding: .utf8), text.count >= 32 {
            return text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        var generator = SystemRandomNumberGenerator()
        let key = (0..<2).map { _ in StableHash.hexadecimal(generator.next() as UInt64) }.joined()
        try writeSecret("\(key)\n", to: path)
        return key
    }

    /// Readable by its owner alone from the first moment.
    private static func writeSecret(_ text: String, to path: String) throws {
        try? FileManager.default.removeItem(atPath: path)
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else { throw SuiteError.notWritable(path) }
    }

    /// Starts everything and returns when the daemons run; they wait for each other themselves.
    func start(say: (String) -> Void) async throws {
        try await supervisor.start(try servers.redis())
        try await supervisor.start(try servers.postgres())
        try await ready("redis") { LoopbackPort.isListening(on: self.servers.redisPort) }
        try await ready("postgres") {
            guard LoopbackPort.isListening(on: self.servers.postgresPort) else { return false }
            return (try? self.servers.makeDatabase()) != nil
        }
        say("Redis on \(servers.redisPort), PostgreSQL on \(servers.postgresPort)")
        let steps = try await Migrator(try .forOperator(settings)).migrate()
        say("\(steps.count) migrations applied")
        try writeEnvironmentFile()
        try await supervisor.start(venue())
        try await ready("exchange-sim") { LoopbackPort.isListening(on: self.venuePort) }
        for service in Self.services {
            // The one door from outside has one port, so there is one of it.
            for number in 1...(service == .gateway ? 1 : plan.replicas) {
                try await supervisor.start(daemon(service, number))
            }
        }
        try await supervisor.start(worker())
        let all = await supervisor.reports().count
        say("\(all) processes; logs in \(plan.folder)/logs")
        // Named when it answers, since people try it at once.
        let client = HTTPClient(.init(timeout: .seconds(2), retry: .never))
        let health = HTTPClient.Request(.get, gatewayAddress + "/readyz")
        try await ready("gateway-1") { (try? await client.send(health).head.status) == 200 }
        // A screen forgets; whatever else takes these lines may keep them where others read.
        let key = Terminal.isInteractive ? "key: \(apiKey)" : "key in \(Self.keyFile(in: plan.folder))"
        say("HTTP API: \(gatewayAddress)/v1/status  \(key)")
    }

    private func ready(_ name: String, _ condition: () async -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while await !condition() {
            guard .now < deadline else {
                throw SuiteError.notReady(name, log: "\(plan.folder)/logs/\(name).log")
            }
            await supervisor.tick()
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Where the venue keeps its time, to go on from there when it is killed.
    private static func venueClock(in folder: String) -> String { folder + "/venue-clock" }

    private func venue() -> ProcessSpecification {
        var arguments = [
            "--catalogue", plan.catalogue, "--port", "\(venuePort)", "--speed", plan.speed, "--state",
            Self.venueClock(in: plan.folder),
        ]
        if let range = plan.range {
            if range.lowerBound.milliseconds > 0 { arguments += ["--start", "\(range.lowerBound)"] }
            if range.upperBound.milliseconds < .max { arguments += ["--end", "\(range.upperBound)"] }
        }
        return ProcessSpecification(
            name: "exchange-sim", executable: Program.path(of: "exchange-sim"), arguments: arguments,
            environment: environment, log: plan.folder + "/logs/exchange-sim.log")
    }

    private func daemon(_ service: ServiceName, _ number: Int) -> ProcessSpecification {
        let name = "\(service.rawValue)-\(number)"
        return ProcessSpecification(
            name: name, executable: Program.path(of: service.rawValue),
            environment: environment(of: service, name),
            log: "\(plan.folder)/logs/\(name).log")
    }

    /// Carries out jobs; one is enough, as none of what is shown waits for it.
    private func worker() -> ProcessSpecification {
        ProcessSpecification(
            name: "worker-1", executable: Program.path(of: "qtp"), arguments: ["work"],
            environment: environment(of: .worker, "worker-1"),
            log: "\(plan.folder)/logs/worker-1.log")
    }

    private func environment(of service: ServiceName, _ instance: String) -> [String: String] {
        environment.merging(servers.users.settings(of: service, port: servers.redisPort)) { $1 }
            .merging(["QTP_INSTANCE": instance]) { $1 }
    }

    /// For `env $(cat …) qtp status` and the like.
    private func writeEnvironmentFile() throws {
        let lines = environment.filter { $0.key.hasPrefix("QTP_") }.sorted { $0.key < $1.key }
            .map { "\($0.key)=\($0.value)\n" }.joined()
        let path = plan.folder + "/environment"
        try Self.writeSecret(lines, to: path)
    }

    /// Ends everything.
    func stop() async { await supervisor.stopAll() }
}
