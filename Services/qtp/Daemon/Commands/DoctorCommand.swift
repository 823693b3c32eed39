import ArgumentParser
import Foundation
import Postgres
import RedisStreams
import ServiceRuntime

/// `qtp doctor`.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Checks everything the suite depends on.",
        discussion: "Says what is wrong and how to mend it. Exits 1 when something has to be mended.")

    @Option(
        help: ArgumentHelp(
            "YAML file with settings, also QTP_CONFIG; the environment wins.", valueName: "file"))
    var config: String?
    @Flag(help: "Print the findings as JSON.")
    var json = false

    /// One thing that was looked at.
    struct Finding: Codable {
        enum Verdict: String, Codable { case good, warning, bad }
        let verdict: Verdict
        let subject: String
        let detail: String
        let remedy: String?

        static func good(_ subject: String, _ detail: String) -> Self {
            Self(verdict: .good, subject: subject, detail: detail, remedy: nil)
        }
        static func warning(_ subject: String, _ detail: String, _ remedy: String) -> Self {
            Self(verdict: .warning, subject: subject, detail: detail, remedy: remedy)
        }
        static func bad(_ subject: String, _ detail: String, _ remedy: String) -> Self {
            Self(verdict: .bad, subject: subject, detail: detail, remedy: remedy)
        }
    }

    func run() async throws {
        let findings = await examine()
        if json {
            Terminal.say(try jsonLine(findings))
        } else {
            for finding in findings {
                let mark =
                    switch finding.verdict {
                    case .good: "ok  "
                    case .warning: "warn"
                    case .bad: "FAIL"
                    }
                Terminal.say("\(mark)  \(finding.subject): \(finding.detail)")
                if let remedy = finding.remedy { Terminal.say("      → \(remedy)") }
            }
        }
        if findings.contains(where: { $0.verdict == .bad }) { throw ExitCode(1) }
    }

    private func examine() async -> [Finding] {
        let environment = ProcessInfo.processInfo.environment
        let settings: ResolvedSettings
        do {
            settings = try ResolvedSettings(
                .operator, environment: environment, file: config ?? environment["QTP_CONFIG"])
        } catch {
            return [.bad("configuration", "\(error)", "docs/configuration.md lists every key")]
        }
        var findings = [Finding.good("configuration", "every key is known and every value in range")]
        findings += await examineRedis(settings)
        findings += await examinePostgres(settings)
        return findings
    }

    // MARK: - Redis

    private func examineRedis(_ settings: ResolvedSettings) async -> [Finding] {
        let place = settings[BusKeys.redisURL].description
        let bus = RedisBus(settings)
        let info: String
        do {
            info = try await bus.inspect(["INFO"])
        } catch {
            return [
                .bad("redis", "\(place) does not answer: \(error)", "start Redis there, or set QTP_REDIS_URL")
            ]
        }
        var facts: [String: String] = [:]
        for line in info.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { facts[String(parts[0])] = String(parts[1]) }
        }
        var findings: [Finding] = []
        let version = facts["redis_version"] ?? "unknown"
        // 7.0 is the first whose XGROUP SETID takes ENTRIESREAD, with which lag is exact.
        if Int(version.split(separator: ".").first ?? "") ?? 0 >= 7 {
            findings.append(.good("redis version", version))
        } else {
            findings.append(.bad("redis version", version, "version 7.0 or later is needed"))
        }
        if facts["aof_enabled"] == "1" {
            findings.append(.good("redis persistence", "append-only file is on"))
        } else {
            findings.append(
                .bad(
                    "redis persistence", "append-only file is off: a restart would lose every stream",
                    "set appendonly yes and appendfsync everysec"))
        }
        let policy = facts["maxmemory_policy"] ?? "unknown"
        if policy == "noeviction" {
            findings.append(.good("redis eviction", policy))
        } else {
            findings.append(
                .bad(
                    "redis eviction", "\(policy) may drop streams and leases when memory is short",
                    "set maxmemory-policy noeviction"))
        }
        findings += await examineUsers(bus)
        findings += await examineClock(bus)
        return findings
    }

    private func examineUsers(_ bus: RedisBus) async -> [Finding] {
        guard let denials = try? await AccessDenials.all(on: bus) else { return [] }
        guard let last = denials.first else { return [.good("redis users", "nobody was refused anything")] }
        return [
            .warning(
                "redis users", "\(denials.count) kinds of refusals, the last: \(last)",
                "after an upgrade run qtp secrets make and load; else somebody tries what he may not")
        ]
    }

    private func examineClock(_ bus: RedisBus) async -> [Finding] {
        guard let answer = try? await bus.inspect(["TIME"]),
            let seconds = answer.split(whereSeparator: \.isNewline).first.flatMap({ Double($0) })
        else { return [] }
        let drift = abs(Date().timeIntervalSince1970 - seconds)
        // Leases run on Redis' own clock; only logs and signed requests suffer.
        return drift < 2
            ? [.good("clock", "within 2 s of the Redis server's")]
            : [
                .warning(
                    "clock", "\(Int(drift)) s away from the Redis server's",
                    "synchronise both machines with NTP; venues refuse requests signed at the wrong time")
            ]
    }

    // MARK: - PostgreSQL

    private func examinePostgres(_ settings: ResolvedSettings) async -> [Finding] {
        let place = settings[PostgresKeys.url].description
        do {
            let pool = try PostgresPool.forOperator(settings)
            let number = try await pool.query("SELECT current_setting('server_version_num') AS number")
            let version = try number.first?.integer("number") ?? 0
            var findings = [
                version >= 150_000
                    ? Finding.good("postgresql version", "\(version / 10_000)")
                    : .bad("postgresql version", "\(version / 10_000)", "version 15 or later is needed")
            ]
            let pending = try await Migrator(pool).pending()
            findings.append(
                pending.isEmpty
                    ? .good("migrations", "the database is up to date")
                    : .bad("migrations", "\(pending.count) steps are due", "run qtp migrate"))
            guard pending.isEmpty else { return findings }
            let rows = try await pool.query("SELECT value FROM capabilities WHERE name = 'timescaledb'")
            let mode = try rows.first?.text("value") ?? "none"
            findings.append(
                mode == "none"
                    ? .warning(
                        "timescaledb", "not there: history is kept in ordinary tables",
                        "fine for a laptop; install the extension before storing years of trades")
                    : .good("timescaledb", mode))
            return findings
        } catch {
            return [
                .bad(
                    "postgresql", "\(place) cannot be used: \(error)",
                    "start PostgreSQL there, or set QTP_POSTGRES_URL and QTP_POSTGRES_PASSWORD")
            ]
        }
    }
}
