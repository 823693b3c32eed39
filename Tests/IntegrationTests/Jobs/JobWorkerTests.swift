import Bus
import Digests
import Domain
import Foundation
import JobRecords
import Messages
import RedisStreams
import ServerSupport
import Testing

@Suite(
    .enabled(if: PostgresServer.isInstalled && RedisServer.isInstalled), .timeLimit(.minutes(5)), .serialized)
struct `A worker of jobs` {
    @Test func `replays a recording, and its files are what the manifest says`() async throws {
        let site = try await JobSite()
        let worker = try site.worker("a")
        try await site.request(
            .replay, "job-1",
            [
                "recording": "BTCUSD-30m.csv.gz", "from": "1514764800000", "to": "1515369600000",
                "settings": "confirmer.threshold=0.2",
            ])
        let record = try await site.wait(for: "job-1", "completed", of: [worker]) { $0.state.isFinal }
        #expect(record.state == .completed && record.progress == Rate(whole: 1), "\(record.message)")
        #expect(record.instance == "a" && record.attempt == 1)
        let files = try await site.records.files(of: record)
        #expect(
            files.map(\.name) == [
                "alerts.jsonl", "decisions.jsonl", "fills.jsonl", "holes.jsonl", "orders.jsonl",
                "signals.jsonl",
            ])
        for file in files {
            let bytes = try await site.content(of: file, of: record)
            #expect(bytes.count == file.bytes && SHA256.hexadecimal(of: bytes) == file.sha256)
        }
        let result = try JSON(try #require(record.result))
        #expect(result["files"].items.count == 6)
        #expect(result["summary"]["bars"].number == 336)
        try await worker.stop()
    }

    @Test func `that is killed loses its job to another, and the job ends once`() async throws {
        let site = try await JobSite()
        let first = try site.worker("first")
        try await site.requestReplay("job-1")
        _ = try await site.wait(for: "job-1", "in the middle", of: [first]) { $0.progress > .zero }
        try await first.kill()
        let second = try site.worker("second")
        let record = try await site.wait(for: "job-1", "completed", of: [second], seconds: 120) {
            $0.state.isFinal
        }
        #expect(record.state == .completed && record.attempt == 2 && record.instance == "second")
        #expect(try await site.ends(of: "job-1") == 1)
        let left = try await site.database.count(
            "SELECT count(*) AS count FROM job_file_pieces WHERE attempt <> 2")
        #expect(left == 0)
        #expect(try await site.bus.inspect(["XLEN", StreamKind.jobs.key(in: Shard(0))]) == "0")
        try await second.stop()
    }

    @Test func `that is told to stop hands its job over at once`() async throws {
        let site = try await JobSite()
        let first = try site.worker("first")
        try await site.requestReplay("job-1")
        _ = try await site.wait(for: "job-1", "in the middle", of: [first]) { $0.progress > .zero }
        try await first.stop()
        let second = try site.worker("second")
        let record = try await site.wait(for: "job-1", "begun again", of: [second]) { $0.attempt == 2 }
        #expect(record.instance == "second")
        try await second.stop()
    }

    @Test func `hears that a job is to stop, before it begins and in the middle`() async throws {
        let site = try await JobSite()
        let worker = try site.worker("a")
        for id in ["job-1", "job-2"] { try await site.requestReplay(id) }
        _ = try await site.wait(for: "job-1", "in the middle", of: [worker]) { $0.progress > .zero }
        for id in ["job-2", "job-1"] {
            let wish = JobCancelRequested(id, requester: "test", at: Timestamp(milliseconds: 2))
            try await site.records.requestCancel(of: id, by: "test", at: Timestamp(milliseconds: 2))
            try await site.bus.publish(.jobCancelRequested(wish), to: .jobCancels, shard: Shard(0))
        }
        let first = try await site.wait(for: "job-1", "cancelled", of: [worker], seconds: 20) {
            $0.state.isFinal
        }
        #expect(first.state == .cancelled && first.progress < Rate(whole: 1))
        let second = try await site.wait(for: "job-2", "cancelled", of: [worker], seconds: 20) {
            $0.state.isFinal
        }
        #expect(second.state == .cancelled && second.progress == .zero)
        #expect(try await site.records.files(of: first).isEmpty)
        try await worker.stop()
    }

    @Test func `says why a job cannot be done, and keeps what is no job as a dead letter`() async throws {
        let site = try await JobSite()
        let worker = try site.worker("a")
        let key = StreamKind.jobs.key(in: Shard(0))
        _ = try await site.bus.inspect(["XADD", key, "*", "type", "job.requested", "v", "1", "id", "job-0"])
        try await site.request(.replay, "job-1", ["recording": "nothing.csv"])
        try await site.request(.replay, "job-2")
        try await site.request(.replay, "job-3", ["settings": "redis.url=redis://elsewhere"])
        try await site.request(.export, "job-4")
        var messages: [String] = []
        for number in 1...4 {
            let record = try await site.wait(for: "job-\(number)", "ended", of: [worker]) { $0.state.isFinal }
            messages.append("\(record.state.rawValue): \(record.message)")
        }
        #expect(
            messages == [
                "failed: recording: there is no nothing.csv among the recordings: BTCUSD-30m.csv.gz, ETHUSD-30m.csv.gz",
                "failed: there is no bar that was asked for",
                "failed: unknown key redis.url in the settings", "completed: completed",
            ])
        let deadline = ContinuousClock.now + .seconds(60)
        var letters: Int64 = 0
        while letters == 0, ContinuousClock.now < deadline {
            letters = try await site.database.count(
                "SELECT count(*) AS count FROM dead_letters WHERE service = 'worker' AND stream = 'jobs'")
        }
        #expect(letters == 1)
        try await worker.stop()
    }
}
