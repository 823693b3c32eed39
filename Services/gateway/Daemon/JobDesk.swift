import Bus
import Domain
import FoundationEssentials
import GatewayCore
import JobRecords
import Messages
import RedisStreams
import ServiceRuntime

/// Takes wishes for long work: writes them down, puts them on the queue, and shows what became of them.
struct JobDesk: Sendable {
    let records: JobRecords
    let bus: RedisBus
    /// Jobs that may wait or run at the same time.
    let queueLimit: Int

    /// Asks for a job; under an id that stands for the same job already, shows that one.
    ///
    /// The row is the promise: a job whose message is lost is put on the queue again (``JobSweeper``).
    func request(_ request: JobRequested, trace: String?) async throws -> JobRecord {
        try check(request)
        if try await records.job(request.jobID) == nil {
            guard try await records.unfinishedCount() < queueLimit else {
                throw Problem(
                    status: 409, kind: "job-queue-full", title: "Too many jobs",
                    detail:
                        "\(queueLimit) jobs wait or run already; wait for one of them to end, or cancel one.")
            }
        }
        let record = try await records.insert(request, trace: trace)
        guard record.kind == request.kind.name, JobParameters(json: record.parameters) == request.parameters
        else {
            throw Problem.idempotencyConflict
        }
        do {
            try await bus.enqueue(Message(.jobRequested(request), trace: trace), to: .jobs)
        } catch BusError.unavailable {
            // The row stands, and the sweeper sends it as soon as the queue is back.
            return record
        }
        return record
    }

    /// Asks a job to stop, or ends it where no worker has taken it; a repeat changes nothing.
    func cancel(_ id: String, by requester: String) async throws -> JobRecord {
        let record = try await job(id)
        guard record.state != .cancelled else { return record }
        guard !record.state.isFinal else {
            throw Problem(
                status: 409, kind: "job-ended", title: "The job has ended",
                detail: "The job \(id) has \(record.state.rawValue) already and cannot be cancelled.")
        }
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        try await records.requestCancel(of: id, by: requester, at: now)
        let cancelled = try await job(id)
        // Nobody had taken it, and nobody will: there is no worker to tell.
        guard cancelled.state != .cancelled else { return cancelled }
        let wish = JobCancelRequested(id, requester: requester, at: now)
        try await bus.publish(.jobCancelRequested(wish), to: .jobCancels, shard: Shard(0))
        return cancelled
    }

    /// One job.
    func job(_ id: String) async throws -> JobRecord {
        guard let record = try await records.job(id) else { throw Self.noJob(id) }
        return record
    }

    /// What there is to say of an id that is no job's.
    static func noJob(_ id: String) -> Problem {
        .notFound("There is no job \(id.prefix(80)); GET /v1/jobs lists them.")
    }

    /// A file of a completed job.
    func file(_ name: String, of id: String) async throws -> (record: JobRecord, file: JobFile) {
        let record = try await job(id)
        guard record.state == .completed else {
            throw Problem.notFound(
                "The job \(id) is \(record.state.rawValue); only a completed one has files.")
        }
        let files = try await records.files(of: record)
        guard let file = files.first(where: { $0.name == name }) else {
            let names = files.map(\.name).joined(separator: ", ")
            throw Problem.notFound(
                "The job \(id) has no file of this name; it has \(names.isEmpty ? "none" : names).")
        }
        return (record, file)
    }

    private func check(_ request: JobRequested) throws(Problem) {
        var faults = request.kind.faults(in: request.parameters).map {
            Problem.Fault(["body", $0.field], $0.problem, kind: $0.code)
        }
        // Which settings there are is more than a message's form can say.
        for field in request.kind.fields where field.form == .settings {
            do {
                _ = try SettingOverrides(request.parameters.text(field.name) ?? "", within: .engines)
            } catch {
                faults.append(
                    .init(
                        ["body", field.name], "must be written key=value; key=value: \(error)",
                        kind: "value_error"))
            }
        }
        guard faults.isEmpty else { throw .invalid(faults) }
    }
}
