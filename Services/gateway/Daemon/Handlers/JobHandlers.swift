import Domain
import FoundationEssentials
import GatewayCore
import JobRecords
import Messages

/// Long work: asked for, looked at, stopped, and its files.
struct JobHandlers: Sendable {
    /// Files up to this length are sent in one, and compressed where the client takes that; longer ones piece by piece.
    private static let wholeLimit = 4 * 1024 * 1024

    let desk: JobDesk
    let history: History
    let scope: MarketScope

    func page(_ call: Call) async throws -> Answer { try await history.page(for: call) }

    func create(_ call: Call) async throws -> Answer {
        guard let kind = Route.jobKind(of: call.operation) else {
            preconditionFailure("\(call.operation.rawValue) asks for no job")
        }
        let parameters = kind.parameters(in: call.body)
        try await check(kind, parameters)
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        let request = JobRequested(
            kind, id: Self.id(for: call), parameters: parameters,
            requester: call.caller.label, at: now)
        let record = try await desk.request(request, trace: call.trace)
        let document = try await history.record(of: .job, id: record.id)
        var answer = Answer.json(document, status: call.operation.route.success)
        answer.change = Answer.Change(after: document)
        return answer
    }

    /// Refuses at the door what a worker could only fail at, or find nothing for.
    private func check(_ kind: JobKind, _ parameters: JobParameters) async throws {
        // A recording brings its own instrument.
        if let instrument = parameters.instrument("instrument"), parameters.text("recording") == nil {
            try await scope.require([(instrument, ["body", "instrument"])])
        }
        guard kind == .backfill, let interval = scope.intervals.first else { return }
        let faults = ["from", "to"].compactMap { name -> Problem.Fault? in
            guard let moment = parameters.timestamp(name), interval.start(of: moment) != moment else {
                return nil
            }
            return Problem.Fault(
                ["body", name],
                "must be the start of a \(interval.rawValue) bar, such as \(interval.start(of: moment))",
                kind: "value_error", input: .integer(moment.milliseconds))
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }

    func show(_ call: Call) async throws -> Answer { try await history.record(for: call) }

    func cancel(_ call: Call) async throws -> Answer {
        let before = try await history.find(.getJob, id: id(call))
        let record = try await desk.cancel(id(call), by: call.caller.label)
        let document = try await history.record(of: .job, id: record.id)
        var answer = Answer.json(document, status: call.operation.route.success)
        answer.change = Answer.Change(before: before, after: document)
        return answer
    }

    func files(_ call: Call) async throws -> Answer {
        let record = try await desk.job(id(call))
        guard record.state == .completed else {
            throw Problem.notFound(
                "The job \(record.id) is \(record.state.rawValue); only a completed one has files.")
        }
        let files = try await desk.records.files(of: record)
        return .json([
            "id": .text(record.id),
            "files": .array(
                files.map { file in
                    [
                        "name": .text(file.name), "mediaType": .text(file.mediaType),
                        "bytes": .integer(Int64(file.bytes)), "sha256": .text(file.sha256),
                        "path": .text("/v1/jobs/\(record.id)/files/\(file.name)"),
                    ]
                }),
        ])
    }

    func file(_ call: Call) async throws -> Answer {
        let (record, file) = try await desk.file(call.values.text("name") ?? "", of: id(call))
        let records = desk.records
        let headers: [(name: String, value: String)] = [
            ("ETag", "W/\"\(file.sha256)\""), ("Cache-Control", "private, max-age=86400, immutable"),
        ]
        guard file.bytes > Self.wholeLimit else {
            var bytes: [UInt8] = []
            while let piece = try await records.piece(
                bytes.count / JobRecords.pieceLength, of: file.name, of: record)
            {
                bytes += piece
                guard piece.count == JobRecords.pieceLength else { break }
            }
            return Answer(.bytes(bytes, type: file.mediaType), headers: headers)
        }
        return Answer(
            .pieces(type: file.mediaType, length: file.bytes) { write in
                var number = 0
                while let piece = try await records.piece(number, of: file.name, of: record) {
                    try await write(piece)
                    number += 1
                }
            },
            headers: headers)
    }

    private func id(_ call: Call) -> String { call.values.text("id") ?? "" }

    /// The same for a repeated idempotency key of the same caller, and never the same for two callers.
    private static func id(for call: Call) -> String {
        let name = call.idempotencyKey.map { "\(call.caller.keyID)/\($0)" } ?? UUID().uuidString
        return "job-" + StableHash.hexadecimal(StableHash.fnv128(name))
    }
}
