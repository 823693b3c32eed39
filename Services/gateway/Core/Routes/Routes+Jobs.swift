public import Messages

extension Route {
    private static let ended = "The job has ended already, in another way."

    static let createExportJob = job(.export)
    static let createReplayJob = job(.replay)
    static let createBackfillJob = job(.backfill)
    static let listJobs = Route(
        .get, "/v1/jobs", "List jobs and how far they are, newest first", group: .research,
        access: .key(.read),
        details: "All long work that was asked for, by whoever. To wait for one take GET /v1/jobs/{id}.",
        parameters: [
            Parameter(
                "kind", .word(JobKind.all.map(\.name)),
                "Only jobs of this kind: \(words(JobKind.all.map(\.name)))."),
            Parameter(
                "state", .word(Resource.jobStates), "Only jobs in this state: \(words(Resource.jobStates))."),
            .from, .to,
        ] + Parameter.paging, answer: .page(.job))
    static let getJob = Route(
        .get, "/v1/jobs/{id}", "Get one job: its state, progress and result", group: .research,
        access: .key(.read),
        details: "Ask again every second or so until `state` is completed, failed or cancelled.",
        parameters: [.id("The job's id.")], answer: .one(.job))
    static let cancelJob = Route(
        .post, "/v1/jobs/{id}/cancel", "Ask a job to stop", group: .research, access: .key(.research),
        details:
            "One that waits for a worker is cancelled at once. One that runs stops at its next step, within a second or so; until then its state is cancelling.",
        parameters: [.id("The job's id.")], answer: .one(.job), success: 202, refusals: [409: ended],
        repeats: .harmless)
    static let listJobFiles = Route(
        .get, "/v1/jobs/{id}/files", "List the files of a completed job", group: .research,
        access: .key(.read),
        details:
            "Names, lengths and digests of what a job wrote. Only a completed job has files; until then the answer is 404.",
        parameters: [.id("The job's id.")], answer: .one(.jobFiles))
    static let getJobFile = Route(
        .get, "/v1/jobs/{id}/files/{name}", "Get one file of a completed job", group: .research,
        access: .key(.read), details: "The bytes as they are, mostly one JSON object a line.",
        parameters: [
            .id("The job's id."),
            Parameter("name", in: .path, .text, "The file's name, as the list gives it.", isRequired: true),
        ], answer: .other(contentType: "application/x-ndjson"))

    private static func words(_ words: [String]) -> String { words.joined(separator: ", ") }

    private static func path(of kind: JobKind) -> String { "/v1/jobs/\(kind.name)" }

    /// How a kind of job is asked for: its fields follow from its declaration.
    private static func job(_ kind: JobKind) -> Route {
        Route(
            .post, path(of: kind), "Ask for \(kind.name == "export" ? "an" : "a") \(kind.name) job",
            group: .research, access: .key(.research),
            details: "\(kind.summary) Answers at once with the job; GET /v1/jobs/{id} tells how far it is.",
            body: kind.fields.map { ResourceField($0) }, answer: .one(.job), success: 202,
            refusals: [
                409: "Too many jobs wait, or the idempotency key stands for another request."
            ])
    }

    /// The kind of job that an operation asks for; nil for any other.
    public static func jobKind(of operation: Operation) -> JobKind? {
        JobKind.all.first { operation.route.path == path(of: $0) }
    }
}

extension ResourceField {
    /// A field of a kind of job as the body of a request carries it.
    fileprivate init(_ field: JobField) {
        let form: Form
        var limit: Limit?
        switch field.form {
        case .instrument: form = .instrument
        case .interval: form = .text
        case .timestamp:
            form = .timestamp
            limit = .plausibleTime
        case .fileName:
            form = .text
            limit = .name(0...128)
        case .settings:
            form = .text
            limit = .length(0...4096)
        }
        let number = Int64(field.example)
        let example: JSONValue =
            if field.form == .timestamp, let number { .integer(number) } else { .text(field.example) }
        self.init(
            field.name, form, field.summary, isRequired: field.isRequired, limit: limit, example: example)
    }
}

extension JobKind {
    /// What a checked body says of this kind's fields.
    public func parameters(in body: JSONValue) -> JobParameters {
        var values: [String: String] = [:]
        for field in fields {
            guard let value = body[field.name], value != .null else { continue }
            values[field.name] = value.exactInteger.map(String.init) ?? value.plainText
        }
        return JobParameters(values)
    }
}
