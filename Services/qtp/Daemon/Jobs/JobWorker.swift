import Bus
import Domain
import Foundation
import History
import JobRecords
import Logging
import Messages
import OperatorCore
import Pipeline
import Postgres
import ServiceRuntime

/// Takes jobs from their queue and carries each out.
struct JobWorker: QueueWorker {
    static let service = ServiceName.worker
    static let queue = StreamKind.jobs
    static let outputs: [StreamKind] = [.jobEvents]

    let works: [any JobWork]
    let instance: String
    let cancellations: JobCancellations
    let records: JobRecords
    let limits: JobLimits
    let logger: Logger

    func carryOut(_ entry: StreamEntry, under claim: any QueueClaim) async throws -> [QueueOutput] {
        guard case .jobRequested(let request) = entry.message.body else {
            throw Refusal("\(entry.message.id) is no job")
        }
        guard let work = works.first(where: { type(of: $0).kind == request.kind }) else {
            throw Refusal("this worker knows no \(request.kind.name) jobs")
        }
        let context = JobContext(
            request, under: claim, instance: instance, cancellations: cancellations, records: records,
            limits: limits)
        let metadata: Logger.Metadata = [
            LogKey.job: "\(request.jobID)", LogKey.kind: "\(request.kind.name)",
            LogKey.attempt: "\(claim.delivery)",
        ]
        do {
            // Who asked through the streams and not through the gateway has not written it down.
            let record = try await outlastingOutages(context) {
                try await records.take(request, trace: entry.message.trace, at: .now)
            }
            // Withdrawn before anybody took it, or about to be; and whoever follows the streams hears of it from here.
            let isWithdrawn = record.state == .cancelled && record.attempt == 0
            guard record.state != .cancelling, !isWithdrawn else { throw JobContext.Cancelled() }
            // The queue forgets an id after a day; a request that was put there again later finds its job ended.
            guard !record.state.isFinal else { return [] }
            try await context.begin()
            logger.info("Job begun", metadata: metadata)
            let result = try await outlastingOutages(context) {
                let result = try await run(work, request.parameters, in: context)
                try await records.deleteFiles(of: request.jobID, exceptAttempt: claim.delivery)
                return result
            }
            logger.info("Job completed", metadata: metadata)
            return output(context.end(.completed, "completed", result: result))
        } catch is JobContext.Cancelled {
            logger.info("Job cancelled", metadata: metadata)
            return output(context.end(.cancelled, "cancelled on request"))
        } catch let error where error is BusError || error is CancellationError {
            throw error
        } catch {
            var metadata = metadata
            metadata[LogKey.error] = "\(error)"
            logger.error("Job failed", metadata: metadata)
            return output(context.end(.failed, Self.reason(error)))
        }
    }

    func giveUp(_ entry: StreamEntry, afterDeliveries count: Int) -> [QueueOutput] {
        guard case .jobRequested(let request) = entry.message.body else { return [] }
        var status = JobStatus.started(attempt: count + 1)
        status.end(.failed, "given up: \(count) workers were lost or stopped before they finished it")
        return output(
            JobProgressed(
                request.jobID, kind: request.kind.name, status: status, instance: instance, at: .now))
    }

    /// Does it again when the database goes away in the middle: that is no fault of the job, and costs it no attempt.
    private func outlastingOutages<Value>(
        _ context: JobContext, _ body: () async throws -> Value
    ) async throws -> Value {
        while true {
            do {
                try context.checkpoint()
                return try await body()
            } catch PostgresError.unavailable(let reason) {
                logger.warning(
                    "A job waits for the database",
                    metadata: [LogKey.job: "\(context.jobID)", LogKey.error: "\(reason)"])
                context.forgetFiles()
                try await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func run(
        _ work: some JobWork, _ parameters: JobParameters, in context: JobContext
    ) async throws -> String {
        let summary = try await work.run(parameters, in: context)
        try context.checkpoint()
        return try jsonLine(JobResult(summary: summary, files: context.files))
    }

    private func output(_ event: JobProgressed) -> [QueueOutput] {
        [QueueOutput(Message(.jobProgressed(event)), to: .jobEvents)]
    }

    /// What whoever asked may know: of a fault of ours, that there was one.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case let failure as JobFailure: failure.description
        case let error as ConfigurationError: error.description
        case let refused as RefusedEntry:
            "\(refused.service.rawValue) refuses \(refused.id): \(refused.reason)"
        case let error as HistoryError: error.clientDescription
        default: "an error of the worker, which its log tells"
        }
    }
}

/// What came of a completed job.
private struct JobResult<Summary: Encodable>: Encodable {
    let summary: Summary
    let files: [JobFile]
}

extension HistoryError {
    /// Without the folders of the worker's machine.
    fileprivate var clientDescription: String {
        let name = { (path: String) in path.split(separator: "/").last.map(String.init) ?? path }
        return switch self {
        case .unreadable(let file, _): "\(name(file)) cannot be read"
        case .invalidRow(let file, let line, let reason): "\(name(file)), line \(line): \(reason)"
        case .invalidCatalogue(let file, _): "\(name(file)) is no catalogue of instruments"
        case .invalidSeries: description
        }
    }
}
