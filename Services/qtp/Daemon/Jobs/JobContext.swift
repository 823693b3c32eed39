import Bus
import Digests
import Domain
import JobRecords
import Messages
import ServiceRuntime
import Synchronization

/// What a job's work is given: it tells how far it is, hears that it is to stop, and leaves its files.
final class JobContext: Sendable {
    /// Somebody wants the job to stop.
    struct Cancelled: Error {}

    /// More often than this nobody looks.
    private static let pause = Duration.milliseconds(500)

    let jobID: String
    let attempt: Int
    private let kind: String
    private let instance: String
    private let claim: any QueueClaim
    private let cancellations: JobCancellations
    private let records: JobRecords
    private let deadline: ContinuousClock.Instant
    private let resultLimit: Int
    private let state: Mutex<State>

    private struct State {
        var status: JobStatus
        var files: [JobFile] = []
        var toldAt = ContinuousClock.now
    }

    init(
        _ request: JobRequested, under claim: any QueueClaim, instance: String,
        cancellations: JobCancellations,
        records: JobRecords, limits: JobLimits
    ) {
        jobID = request.jobID
        kind = request.kind.name
        attempt = claim.delivery
        self.claim = claim
        self.instance = instance
        self.cancellations = cancellations
        self.records = records
        deadline = .now + limits.time
        resultLimit = limits.resultBytes
        state = Mutex(State(status: .started(attempt: claim.delivery)))
    }

    /// The files so far.
    var files: [JobFile] { state.withLock { $0.files } }

    /// Goes on, unless the job is to stop.
    func checkpoint() throws {
        try Task.checkCancellation()
        if cancellations.contains(jobID) { throw Cancelled() }
        if ContinuousClock.now > deadline { throw JobFailure("the job took longer than it may") }
    }

    /// Says that the job has begun.
    func begin() async throws {
        try await tell(state.withLock { $0.status })
    }

    /// Says how far the job is, and goes on unless it is to stop.
    func progress(_ done: Int, of total: Int, _ message: String) async throws {
        try checkpoint()
        let fraction = Rate(units: Rate.unitsPerWhole * Int64(min(done, total)) / Int64(max(total, 1)))
        let status = state.withLock { state -> JobStatus? in
            guard ContinuousClock.now - state.toldAt >= Self.pause,
                state.status.advance(to: fraction, message)
            else { return nil }
            state.toldAt = .now
            return state.status
        }
        if let status { try await tell(status) }
    }

    /// Ends the job: the event that says so.
    func end(_ outcome: JobState, _ message: String, result: String? = nil) -> JobProgressed {
        let status = state.withLock { state in
            state.status.end(outcome, message, result: result)
            return state.status
        }
        return event(status)
    }

    /// Leaves a file.
    ///
    /// - Throws: ``JobFailure`` when all files together are larger than they may be.
    func save(_ name: String, mediaType: String, _ bytes: [UInt8]) async throws {
        let size = bytes.count + files.reduce(0) { $0 + $1.bytes }
        guard size <= resultLimit else {
            throw JobFailure(
                "the result is larger than \(resultLimit >> 20) MiB (jobs.result-limit-megabytes): ask for less at once"
            )
        }
        let length = JobRecords.pieceLength
        for (number, start) in stride(from: 0, to: bytes.count, by: length).enumerated() {
            try checkpoint()
            let piece = bytes[start..<min(start + length, bytes.count)]
            try await records.save(piece: number, of: name, piece, of: jobID, attempt: attempt)
        }
        let file = JobFile(
            name: name, mediaType: mediaType, bytes: bytes.count, sha256: SHA256.hexadecimal(of: bytes))
        try await records.save(file, of: jobID, attempt: attempt)
        state.withLock { $0.files.append(file) }
    }

    /// Begins with its files anew; those of the same name take the place of the old ones.
    func forgetFiles() { state.withLock { $0.files = [] } }

    private func tell(_ status: JobStatus) async throws {
        do {
            try await claim.publish([QueueOutput(Message(.jobProgressed(event(status))), to: .jobEvents)])
        } catch BusError.unavailable {
            // How far the job is will be told again; the work itself needs no bus.
            return
        }
    }

    private func event(_ status: JobStatus) -> JobProgressed {
        JobProgressed(jobID, kind: kind, status: status, instance: instance, at: .now)
    }
}

/// What one attempt at a job may cost.
struct JobLimits: Sendable {
    let time: Duration
    let resultBytes: Int
}
