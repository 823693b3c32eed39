import Bus
import Domain
import Messages
import Postgres
import RedisStreams

/// How far a private suite is, at one moment.
struct SuiteState: Sendable {
    /// Entries ever added, by stream.
    var added: [StreamKind: Int] = [:]
    /// Entries not yet taken, by service; nil where the server cannot tell.
    var lag: [ServiceName: Int?] = [:]
    /// Shards with an owner, by service.
    var owned: [ServiceName: Int] = [:]
    /// What is held now.
    var positions: [Holding] = []
    /// Rows in the database.
    var rows = Rows()

    struct Rows: Sendable, Equatable {
        var baseBars = 0
        var bars = 0
        var signals = 0
        var decisions = 0
        var orders = 0
        var fills = 0
        var deadLetters = 0
    }

    /// Profit of everything, after fees.
    var profit: Notional { positions.reduce(.zero) { $0 + $1.profit } }

    /// Whether every reader is there and has taken everything there is.
    var isDrained: Bool { ServiceName.pipeline.allSatisfy { lag[$0] == .some(0) } }
}

/// Looks at a private suite from outside.
struct SuiteWatch: Sendable {
    private let bus: RedisBus
    private let pool: PostgresPool
    private let shards: [Shard]
    private let base: Interval

    init(_ suite: PrivateSuite) throws {
        bus = RedisBus(suite.settings)
        pool = try .forOperator(suite.settings)
        let count = bus.shardCount
        shards = Set(suite.instruments.map { Shard(of: $0, count: count) }).sorted()
        base = suite.plan.intervals[0]
    }

    /// The state of the streams; quick enough to ask for often.
    func streams() async throws -> SuiteState {
        var state = SuiteState()
        for status in try await bus.status() {
            let sum = state.lag[status.service] ?? 0
            // One unknown lag makes the sum unknown.
            let total: Int? = if let sum, let lag = status.lag { sum + lag } else { nil }
            state.lag[status.service] = .some(total)
        }
        for service in ServiceName.pipeline { state.owned[service] = 0 }
        for stream in [StreamKind.market, .bars, .signals, .confirmed, .orders, .dead] {
            state.added[stream] = try await added(to: stream)
        }
        return state
    }

    private func added(to stream: StreamKind) async throws -> Int {
        var sum = 0
        for shard in shards {
            let key = stream.key(in: shard)
            guard try await bus.inspect(["EXISTS", key]) == "1" else { continue }
            let lines = try await bus.inspect(["XINFO", "STREAM", key]).split(separator: "\n")
            guard let place = lines.firstIndex(of: "entries-added"), place + 1 < lines.count else { continue }
            sum += Int(lines[place + 1]) ?? 0
        }
        return sum
    }

    /// What we hold, at the last recorded price.
    func holdings() async throws -> [Holding] {
        try await Holdings(pool: pool, markInterval: base).read()
    }

    /// What the recorder has stored; takes a moment on a long history.
    func rows() async throws -> SuiteState.Rows {
        let answer = try await pool.query(
            """
            SELECT (SELECT count(*) FROM bars WHERE interval = $1) AS base_bars,
                (SELECT count(*) FROM bars) AS bars, (SELECT count(*) FROM signals) AS signals,
                (SELECT count(*) FROM decisions) AS decisions, (SELECT count(*) FROM orders) AS orders,
                (SELECT count(*) FROM fills) AS fills, (SELECT count(*) FROM dead_letters) AS dead_letters
            """, [PostgresValue(base.rawValue)])
        guard let row = answer.first else { return SuiteState.Rows() }
        return SuiteState.Rows(
            baseBars: Int(try row.integer("base_bars")), bars: Int(try row.integer("bars")),
            signals: Int(try row.integer("signals")), decisions: Int(try row.integer("decisions")),
            orders: Int(try row.integer("orders")), fills: Int(try row.integer("fills")),
            deadLetters: Int(try row.integer("dead_letters")))
    }

    /// Entries in the dead-letter streams, of all shards.
    func deadLetters() async throws -> Int {
        var sum = 0
        for index in 0..<bus.shardCount {
            sum += Int(try await bus.inspect(["XLEN", StreamKind.dead.key(in: Shard(index))])) ?? 0
        }
        return sum
    }

    /// What Redis refused its users since it started.
    func denials() async throws -> [String] { try await AccessDenials.all(on: bus) }

    /// Outside signals whose bars have closed.
    func alerts() async throws -> [AlertPlacement] { try await RecordedResults(pool).alerts() }

    /// What the suite recorded, as result files.
    func export(to folder: String) async throws -> [String: String] {
        try ExportedFiles.write(try await RecordedResults(pool).load(), to: folder)
    }
}
