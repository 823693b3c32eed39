import Domain
import JobRecords
import Messages
import Postgres
import ServerSupport
import Testing

@Suite(.enabled(if: PostgresServer.isInstalled), .timeLimit(.minutes(5)))
struct `Records of jobs` {
    private let database: PostgresDatabase
    private let records: JobRecords

    init() async throws {
        database = try await PostgresDatabase.start()
        try await Migrator(database.pool).migrate()
        records = JobRecords(database.pool)
    }

    private func request(_ id: String, at moment: Int64 = 1) -> JobRequested {
        JobRequested(
            .export, id: id, parameters: JobParameters(["instrument": "sim:A"]), requester: "desk",
            at: Timestamp(milliseconds: moment))
    }

    private func record(_ id: String, attempt: Int, step: Int, _ state: JobState, at moment: Int64)
        async throws
    {
        try await database.pool.query(
            "INSERT INTO job_events VALUES ($1, $2, $3, $4, 0.5, 'message', NULL, 'worker', $5)",
            [
                PostgresValue(id), PostgresValue(attempt), PostgresValue(step),
                PostgresValue(state.rawValue), PostgresValue(moment),
            ])
    }

    @Test func `a wish is written once, and a repeat shows what stands there`() async throws {
        let first = try await records.insert(request("job-1", at: 5), trace: "t")
        #expect(first.state == .queued && first.progress == .zero && first.startedAt == nil)
        let second = try await records.insert(request("job-1", at: 9), trace: nil)
        #expect(second == first && second.requestedAt == Timestamp(milliseconds: 5))
        #expect(try await records.newest(10) == [first])
        #expect(try await records.job("job-2") == nil)
    }

    @Test func `a job is as its last event says, whatever the order of arrival`() async throws {
        try await records.insert(request("job-1"), trace: nil)
        try await record("job-1", attempt: 2, step: 0, .running, at: 30)
        try await record("job-1", attempt: 1, step: 4, .running, at: 20)
        try await record("job-1", attempt: 1, step: 0, .running, at: 10)
        let running = try #require(try await records.job("job-1"))
        #expect(running.state == .running && running.attempt == 2 && running.finishedAt == nil)
        #expect(running.startedAt == Timestamp(milliseconds: 10))
        try await records.requestCancel(of: "job-1", by: "desk", at: Timestamp(milliseconds: 35))
        #expect(try await records.job("job-1")?.state == .cancelling)
        #expect(try await records.unfinishedCount() == 1)
        try await record("job-1", attempt: 2, step: 1, .cancelled, at: 40)
        let ended = try #require(try await records.job("job-1"))
        #expect(ended.state == .cancelled && ended.finishedAt == Timestamp(milliseconds: 40))
        #expect(try await records.unfinishedCount() == 0)
    }

    @Test func `a job that no worker has taken ends when it is cancelled, and can be taken no more`()
        async throws
    {
        let wish = request("job-1")
        try await records.insert(wish, trace: nil)
        try await records.requestCancel(of: "job-1", by: "desk", at: Timestamp(milliseconds: 35))
        let ended = try #require(try await records.job("job-1"))
        #expect(ended.state == .cancelled && ended.finishedAt == Timestamp(milliseconds: 35))
        #expect(ended.message == "cancelled on request" && ended.startedAt == nil)
        #expect(try await records.unfinishedCount() == 0)
        let late = try await records.take(wish, trace: nil, at: Timestamp(milliseconds: 40))
        #expect(late.state == .cancelled)
        // The worker that finds it in the queue says so, and that changes nothing.
        try await record("job-1", attempt: 1, step: 1, .cancelled, at: 50)
        let told = try #require(try await records.job("job-1"))
        #expect(told.state == .cancelled && told.finishedAt == Timestamp(milliseconds: 35))
    }

    @Test func `a job that a worker has taken goes on until its worker hears of the cancellation`()
        async throws
    {
        let taken = try await records.take(request("job-1"), trace: nil, at: Timestamp(milliseconds: 30))
        #expect(taken.state == .queued)
        try await records.requestCancel(of: "job-1", by: "desk", at: Timestamp(milliseconds: 35))
        #expect(try await records.job("job-1")?.state == .cancelling)
        #expect(try await records.unfinishedCount() == 1)
    }

    @Test func `of a worker and a cancellation at the same moment one comes first`() async throws {
        for number in 0..<20 {
            let wish = request("race-\(number)")
            try await records.insert(wish, trace: nil)
            async let cancelled: Void = records.requestCancel(
                of: wish.jobID, by: "desk", at: Timestamp(milliseconds: 35))
            let taken = try await records.take(wish, trace: nil, at: Timestamp(milliseconds: 36))
            try await cancelled
            let now = try await records.job(wish.jobID)?.state
            // Whoever took it is told to stop; what nobody took has ended, and is never both.
            #expect(now == (taken.state == .cancelled ? .cancelled : .cancelling), "\(taken.state)")
        }
    }

    @Test func `what nobody has begun is found again`() async throws {
        for (id, moment) in [("job-1", Int64(10)), ("job-2", 20), ("job-3", 30)] {
            try await records.insert(request(id, at: moment), trace: "trace of \(id)")
        }
        try await record("job-1", attempt: 1, step: 0, .running, at: 11)
        let lost = try await records.unstarted(since: Timestamp(milliseconds: 25), limit: 10)
        #expect(lost.map(\.request) == [request("job-2", at: 20)])
        #expect(lost.map(\.trace) == ["trace of job-2"])
    }

    @Test func `files come back in pieces, of the attempt that completed the job`() async throws {
        try await records.insert(request("job-1"), trace: nil)
        let bytes = (0..<1000).map { UInt8($0 % 256) }
        for attempt in 1...2 {
            for (number, start) in stride(from: 0, to: bytes.count, by: 300).enumerated() {
                let piece = bytes[start..<min(start + 300, bytes.count)]
                try await records.save(
                    piece: number, of: "a.bin", piece, of: "job-1", attempt: attempt)
            }
        }
        let file = JobFile(name: "a.bin", mediaType: "application/octet-stream", bytes: 1000, sha256: "x")
        try await records.save(file, of: "job-1", attempt: 2)
        let unfinished = try #require(try await records.job("job-1"))
        #expect(try await records.files(of: unfinished).isEmpty)
        try await record("job-1", attempt: 2, step: 1, .completed, at: 2)
        try await records.deleteFiles(of: "job-1", exceptAttempt: 2)
        let completed = try #require(try await records.job("job-1"))
        #expect(try await records.files(of: completed) == [file])
        var read: [UInt8] = []
        var number = 0
        while let piece = try await records.piece(number, of: "a.bin", of: completed) {
            read += piece
            number += 1
        }
        #expect(number == 4 && read == bytes)
        let left = try await database.pool.query("SELECT DISTINCT attempt FROM job_file_pieces")
        #expect(try left.map { try $0.integer("attempt") } == [2])
    }

    @Test func `old jobs go whole, by age and by number`() async throws {
        for number in 1...5 {
            let id = "job-\(number)"
            try await records.insert(request(id), trace: nil)
            try await records.save(piece: 0, of: "a", [1, 2, 3][...], of: id, attempt: 1)
            if number < 5 { try await record(id, attempt: 1, step: 1, .failed, at: Int64(number) * 10) }
        }
        #expect(try await records.prune(endedBefore: Timestamp(milliseconds: 15), keeping: 2) == 2)
        // The two that ended last, and the one that has not.
        #expect(Set(try await records.newest(10).map(\.id)) == ["job-3", "job-4", "job-5"])
        let events = try await database.pool.query("SELECT count(*) AS count FROM job_events")
        #expect(try events.first?.integer("count") == 2)
        let pieces = try await database.pool.query("SELECT count(*) AS count FROM job_file_pieces")
        #expect(try pieces.first?.integer("count") == 3)
        #expect(try await records.prune(endedBefore: Timestamp(milliseconds: 15), keeping: 2) == 0)
    }
}
