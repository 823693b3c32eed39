import Bus
import Domain
import Foundation
import JobRecords
import Logging
import Messages
import Postgres
import RedisStreams
import ServerSupport

/// Private servers, a recorder, and as many workers as a test starts.
struct JobSite {
    struct NotYet: Error {
        let what: String
        let log: String
    }

    let bus: RedisBus
    let records: JobRecords
    let database: PostgresDatabase
    private let redis: RedisServer
    private let recorder: DaemonProcess
    private let environment: [String: String]

    init() async throws {
        redis = try await RedisServer.start()
        database = try await PostgresDatabase.migrated()
        records = JobRecords(database.pool)
        bus = RedisBus(
            settings: RedisSettings(port: Int32(redis.port), shardCount: 2), logger: Logger(label: "test"))
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        environment = [
            "QTP_REDIS_URL": redis.url, "QTP_POSTGRES_URL": database.url, "QTP_SHARDS": "2",
            "QTP_JOBS_CLAIM_MILLISECONDS": "1000", "QTP_STAGE_BLOCK_MILLISECONDS": "50",
            "QTP_JOBS_RECORDINGS": root.path + "/Services/exchange-sim/Data",
        ]
        recorder = try DaemonProcess("recorder", environment: environment)
    }

    /// Starts a worker; the name tells it from others.
    func worker(_ name: String, _ settings: [String: String] = [:]) throws -> DaemonProcess {
        let own = environment.merging(["QTP_INSTANCE": name]) { $1 }.merging(settings) { $1 }
        return try DaemonProcess("qtp", ["work"], environment: own)
    }

    /// Asks for a job as the gateway does.
    func request(_ kind: JobKind, _ id: String, _ parameters: [String: String] = [:]) async throws {
        let request = JobRequested(
            kind, id: id, parameters: JobParameters(parameters), requester: "test",
            at: Timestamp(milliseconds: 1))
        try await records.insert(request, trace: nil)
        try await bus.enqueue(Message(.jobRequested(request)), to: .jobs)
    }

    /// Asks for a replay of half a year, which takes a while.
    func requestReplay(_ id: String) async throws {
        try await request(
            .replay, id,
            ["recording": "BTCUSD-30m.csv.gz", "from": "1514764800000", "to": "1530403200000"])
    }

    /// Waits until a job is as wanted.
    func wait(
        for id: String, _ what: String, of workers: [DaemonProcess], seconds: Int = 180,
        until isThere: (JobRecord) -> Bool
    ) async throws -> JobRecord {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            let record = try await records.job(id)
            if let record, isThere(record) { return record }
            guard ContinuousClock.now < deadline else {
                throw NotYet(
                    what: "\(what): \(record.map { "\($0)" } ?? "no job")", log: workers.map(\.log).joined())
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// The ends that were recorded of a job.
    func ends(of id: String) async throws -> Int64 {
        try await database.count(
            "SELECT count(*) AS count FROM job_events WHERE state <> 'running' AND job_id = '\(id)'")
    }

    /// A file as it comes back.
    func content(of file: JobFile, of record: JobRecord) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        var number = 0
        while let piece = try await records.piece(number, of: file.name, of: record) {
            bytes += piece
            number += 1
        }
        return bytes
    }
}
