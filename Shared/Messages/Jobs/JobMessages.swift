public import Domain

/// Somebody wants long work done: a job.
public struct JobRequested: MessageBody {
    /// What readers in other languages must know of it.
    public static let schema = MessageSchema(
        type: "job.requested", streams: [.jobs], summary: "Somebody wants long work done.",
        fields: [
            FieldSchema("kind", .word(JobKind.all.map(\.name)), "What kind of work."),
            FieldSchema("requester", .text, "Who: an API key's label."),
            FieldSchema(
                "body", .json, "The work's parameters: an object of texts, as docs/jobs.md lists them."),
        ])
    /// The job.
    public let jobID: String
    /// What kind of work.
    public let kind: JobKind
    /// Its parameters, checked.
    public let parameters: JobParameters
    /// Who wants it.
    public let requester: String
    /// When, by the clock of whoever took the request.
    public let requestedAt: Timestamp
    /// Tells of a wish.
    public init(
        _ kind: JobKind, id: String, parameters: JobParameters, requester: String, at requestedAt: Timestamp
    ) {
        self.kind = kind
        jobID = id
        self.parameters = parameters
        self.requester = requester
        self.requestedAt = requestedAt
    }

    /// The job's own id.
    public var id: String { jobID }
    /// The entry's `key`; nil for what concerns a whole shard.
    public var instrument: InstrumentID? { nil }
    /// The entry's `ts`.
    public var occurredAt: Timestamp { requestedAt }

    /// Writes the payload's fields in the schema's order.
    public func write(to writer: inout FieldWriter) {
        writer.write("kind", kind.name)
        writer.write("requester", requester)
        writer.write("body", parameters.json)
    }

    /// Reads the payload's fields.
    public init(from reader: inout FieldReader) throws(DecodingFailure) {
        jobID = try reader.text("id")
        requestedAt = try reader.timestamp("ts")
        let name = try reader.text("kind")
        guard let kind = JobKind(name: name) else { throw .invalid(field: "kind", text: name) }
        self.kind = kind
        requester = try reader.text("requester")
        let body = try reader.text("body")
        guard let given = JobParameters(json: body) else { throw .invalid(field: "body", text: body) }
        if let fault = kind.faults(in: given).first {
            throw .invalid(field: fault.field, text: fault.problem)
        }
        parameters = given
    }
}

/// Somebody wants a job to stop.
public struct JobCancelRequested: MessageBody {
    /// What readers in other languages must know of it.
    public static let schema = MessageSchema(
        type: "job.cancel-requested", streams: [.jobCancels], summary: "Somebody wants a job to stop.",
        fields: [
            FieldSchema("jobID", .text, "The job."),
            FieldSchema("requester", .text, "Who: an API key's label, or qtp."),
        ])
    /// The job.
    public let jobID: String
    /// Who wants it to stop.
    public let requester: String
    /// When, by the clock of whoever took the request.
    public let requestedAt: Timestamp
    /// Tells of a wish.
    public init(_ jobID: String, requester: String, at requestedAt: Timestamp) {
        self.jobID = jobID
        self.requester = requester
        self.requestedAt = requestedAt
    }

    /// One for each job: a second wish to stop it is the first again.
    public var id: String { "\(jobID)/cancel" }
    /// The entry's `key`; nil for what concerns a whole shard.
    public var instrument: InstrumentID? { nil }
    /// The entry's `ts`.
    public var occurredAt: Timestamp { requestedAt }

    /// Writes the payload's fields in the schema's order.
    public func write(to writer: inout FieldWriter) {
        writer.write("jobID", jobID)
        writer.write("requester", requester)
    }

    /// Reads the payload's fields.
    public init(from reader: inout FieldReader) throws(DecodingFailure) {
        requestedAt = try reader.timestamp("ts")
        jobID = try reader.text("jobID")
        requester = try reader.text("requester")
    }
}

/// A job has begun, come further, or ended.
public struct JobProgressed: MessageBody {
    /// What readers in other languages must know of it.
    public static let schema = MessageSchema(
        type: "job.progressed", streams: [.jobEvents], summary: "A job has begun, come further, or ended.",
        fields: [
            FieldSchema("jobID", .text, "The job."),
            FieldSchema("kind", .text, "What kind of work."),
            FieldSchema(
                "attempt", .integer, "How often it was begun, from 1: a lost worker's job is begun again."),
            FieldSchema("step", .integer, "Counts the events of an attempt, from 0."),
            FieldSchema("state", .word(JobState.allCases.map(\.rawValue)), "Where the job is by now."),
            FieldSchema("progress", .decimal, "How much of the work is done, 0 to 1."),
            FieldSchema("message", .text, "What is being done; of a job that failed, why."),
            FieldSchema("instance", .text, "The worker."),
            FieldSchema("body", .json, "Of a completed job: what came of it.", isOptional: true),
        ])
    /// The job.
    public let jobID: String
    /// What kind of work.
    public let kind: String
    /// How far it is.
    public let status: JobStatus
    /// The worker.
    public let instance: String
    /// When, by the worker's clock.
    public let occurredAt: Timestamp
    /// Tells how far a job is.
    public init(
        _ jobID: String, kind: String, status: JobStatus, instance: String, at occurredAt: Timestamp
    ) {
        self.jobID = jobID
        self.kind = kind
        self.status = status
        self.instance = instance
        self.occurredAt = occurredAt
    }

    /// Derived from the job, the attempt and the step.
    public var id: String { "\(jobID)/\(status.attempt)/\(status.step)" }
    /// The entry's `key`; nil for what concerns a whole shard.
    public var instrument: InstrumentID? { nil }

    /// Writes the payload's fields in the schema's order.
    public func write(to writer: inout FieldWriter) {
        writer.write("jobID", jobID)
        writer.write("kind", kind)
        writer.write("attempt", Int64(status.attempt))
        writer.write("step", Int64(status.step))
        writer.write("state", status.state)
        writer.write("progress", status.progress)
        writer.write("message", status.message)
        writer.write("instance", instance)
        if let result = status.result { writer.write("body", result) }
    }

    /// Reads the payload's fields.
    public init(from reader: inout FieldReader) throws(DecodingFailure) {
        occurredAt = try reader.timestamp("ts")
        jobID = try reader.text("jobID")
        kind = try reader.text("kind")
        let attempt = Int(try reader.integer("attempt"))
        let step = Int(try reader.integer("step"))
        let state: JobState = try reader.word("state")
        let progress: Rate = try reader.decimal("progress")
        let message = try reader.text("message")
        instance = try reader.text("instance")
        status = JobStatus(
            attempt: attempt, step: step, state: state, progress: progress, message: message,
            result: reader.find("body"))
    }
}
