import AccessControl
import Bus
import GatewayCore
import Logging
import Messages
import Postgres
import RedisStreams
import ServerSupport
import ServiceRuntime
import Testing

@testable import GatewayDaemon

@Suite(.enabled(if: RedisServer.isInstalled), .timeLimit(.minutes(5)))
struct `Limits on requests` {
    let server: RedisServer
    let key = "b7f2c09d41ea8356"

    init() async throws { server = try await RedisServer.start() }

    private func bus() -> RedisBus {
        RedisBus(settings: RedisSettings(port: Int32(server.port)), logger: Logger(label: "test"))
    }
    private func limiter() -> RateLimiter { RateLimiter(bus: bus(), logger: Logger(label: "test")) }

    private func gatekeeper(_ environment: [String: String] = [:]) throws -> Gatekeeper {
        let settings = try ResolvedSettings(
            .of(.gateway), environment: environment.merging(["QTP_GATEWAY_API_KEY": key]) { own, _ in own },
            file: nil)
        // Nobody listens there, and nothing asks: the key of the configuration needs no database.
        let pool = PostgresPool(
            try PostgresOptions(url: "postgresql://nobody@127.0.0.1:1/none"), logger: Logger(label: "test"))
        let store = KeyStore(pool: pool)
        return Gatekeeper(
            authenticator: Authenticator(
                configured: settings[GatewayKeys.apiKey], tokenSecret: settings[AccessKeys.tokenSecret],
                keys: KeyRing(store: store),
                use: KeyUse(store: store, logger: Logger(label: "test"))),
            limiter: limiter(), settings: settings)
    }

    @Test func `are shared by all gateways, however many ask at once`() async throws {
        let limiters = (0..<3).map { _ in limiter() }
        let start = ContinuousClock.now
        let verdicts = try await withThrowingTaskGroup(of: RateVerdict.self) { group in
            for index in 0..<90 {
                group.addTask { try await limiters[index % 3].take(.key("a", limit: 30)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        // Some may have come back while they asked: at 30 a minute one takes two seconds.
        let back = Int((ContinuousClock.now - start) / .seconds(2)) + 1
        let allowed = verdicts.count(where: \.isAllowed)
        #expect((30...30 + back).contains(allowed))
        #expect(verdicts.filter(\.isAllowed).map(\.remaining).min() == 0)
        #expect(verdicts.filter { !$0.isAllowed }.allSatisfy { (1...2).contains($0.retrySeconds) })
        #expect(try await limiters[0].take(.key("b", limit: 30)).remaining == 29)
    }

    @Test func `give back what was used as time goes by`() async throws {
        let limiter = limiter()
        // Six hundred a minute are ten a second.
        for _ in 0..<600 { _ = try await limiter.take(.key("c", limit: 600)) }
        let deadline = ContinuousClock.now + .seconds(60)
        while try await !limiter.take(.key("c", limit: 600)).isAllowed {
            try #require(ContinuousClock.now < deadline)
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    @Test func `hold for all gateways also where each has some in advance`() async throws {
        let limiters = (0..<3).map { _ in limiter() }
        let start = ContinuousClock.now
        var allowed = 0
        for index in 0..<1_400 where try await limiters[index % 3].take(.key("f", limit: 1_200)).isAllowed {
            allowed += 1
        }
        let back = (ContinuousClock.now - start) / .milliseconds(50)
        #expect(allowed > 1_150 && Double(allowed) <= 1_200 + back + 1)
    }

    @Test func `leave nothing behind in Redis`() async throws {
        _ = try await limiter().take(.key("d", limit: 60))
        let ttl = try await bus().inspect(["PTTL", "qtp:rate:key:d"])
        #expect((1...1_000).contains(Int(ttl) ?? 0))
    }

    @Test func `are told in headers, and a request beyond them when to come again`() async throws {
        let gatekeeper = try gatekeeper(["QTP_GATEWAY_REQUESTS_PER_MINUTE": "2"])
        let first = try await gatekeeper.admit(presenting: key, from: "1.2.3.4", toChange: false)
        #expect(first.caller.scope == .admin)
        #expect(first.headers.first { $0.name == "RateLimit-Remaining" }?.value == "1")
        _ = try await gatekeeper.admit(presenting: key, from: "1.2.3.4", toChange: true)
        let refusal = await #expect(throws: Refusal.self) {
            try await gatekeeper.admit(presenting: key, from: "5.6.7.8", toChange: false)
        }
        #expect((refusal?.problem as? Problem)?.status == 429)
        #expect(refusal?.headers.contains { $0.name == "Retry-After" } == true)
    }

    @Test func `hold for refused keys by address, and let the right key in all the same`() async throws {
        let gatekeeper = try gatekeeper(["QTP_GATEWAY_FAILURES_PER_MINUTE": "2"])
        func status(_ key: String?, from address: String) async -> Int? {
            do {
                _ = try await gatekeeper.admit(presenting: key, from: address, toChange: false)
                return 200
            } catch let refusal as Refusal {
                return (refusal.problem as? Problem)?.status
            } catch {
                return nil
            }
        }
        var seen: [Int?] = []
        for _ in 0..<3 { seen.append(await status("wrong", from: "1.2.3.4")) }
        #expect(seen == [401, 401, 429])
        #expect(await status(nil, from: "1.2.3.4") == 429)
        #expect(await status("wrong", from: "5.6.7.8") == 401)
        #expect(await status(key, from: "1.2.3.4") == 200)
    }

    @Test func `let reads go on and changes wait while Redis is away, and count again when it is back`()
        async throws
    {
        // Too few to have some in advance: those would be let in for another second.
        let gatekeeper = try gatekeeper(["QTP_GATEWAY_REQUESTS_PER_MINUTE": "300"])
        _ = try await gatekeeper.admit(presenting: key, from: "1.2.3.4", toChange: true)
        try await server.stop()
        let read = try await gatekeeper.admit(presenting: key, from: "1.2.3.4", toChange: false)
        #expect(read.headers.isEmpty)
        await #expect(throws: BusError.self) {
            try await gatekeeper.admit(presenting: key, from: "1.2.3.4", toChange: true)
        }
        let refused = await #expect(throws: Refusal.self) {
            try await gatekeeper.admit(presenting: "wrong", from: "1.2.3.4", toChange: false)
        }
        #expect((refused?.problem as? Problem)?.status == 401)
        try await server.start()
        let deadline = ContinuousClock.now + .seconds(60)
        while (try? await gatekeeper.admit(presenting: key, from: "1.2.3.4", toChange: true)) == nil {
            try #require(ContinuousClock.now < deadline)
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    @Test func `survive a server that forgets its scripts`() async throws {
        let limiter = limiter()
        _ = try await limiter.take(.key("e", limit: 60))
        _ = try await bus().inspect(["SCRIPT", "FLUSH"])
        let deadline = ContinuousClock.now + .seconds(60)
        while (try? await limiter.take(.key("e", limit: 60))) == nil {
            try #require(ContinuousClock.now < deadline)
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
