import Messages

extension Resource {
    /// Where a job can be.
    static let jobStates = ["queued", "running", "cancelling", "completed", "failed", "cancelled"]

    private static let jobFile: [ResourceField] = [
        ResourceField("name", .text, "Its name.", example: "signals.jsonl"),
        ResourceField("mediaType", .text, "Its media type.", example: "application/x-ndjson"),
        ResourceField("bytes", .integer, "Its length.", example: 1024),
        ResourceField(
            "sha256", .text, "SHA-256 of its bytes, 64 hexadecimal digits.",
            example: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
    ]

    /// Long work and how far it is.
    public static let job = Resource(
        "Job", "Long work and how far it is.",
        [
            ResourceField(
                "id", .text, "The job.", column: "job_id", example: "job-6c62272e07bb014262b821756295c58d"),
            ResourceField("kind", .word(JobKind.all.map(\.name)), "What kind of work.", column: "kind"),
            ResourceField(
                "state", .word(jobStates), "Where it is; completed, failed and cancelled are final.",
                column: "state", example: "completed"),
            ResourceField(
                "progress", .number, "How much of the work is done, 0 to 1.", column: "progress::float8"),
            ResourceField(
                "message", .text, "What is being done; of a failed job why, and what to change.",
                column: "message", example: "completed"),
            ResourceField(
                "parameters", .json, "What it works on.", column: "parameters::text",
                example: ["from": "1514764800000"]),
            ResourceField("requester", .text, "Who asked for it.", column: "requester", example: "desk"),
            ResourceField("attempt", .integer, "How often it was begun.", column: "attempt"),
            ResourceField(
                "instance", .text, "The worker; empty before there is one.", column: "instance",
                example: "worker-1"),
            ResourceField("requestedAt", .timestamp, "When it was asked for.", column: "requested_at"),
            ResourceField(
                "startedAt", .timestamp, "When it was begun first; null before.", isNullable: true,
                column: "started_at"),
            ResourceField(
                "finishedAt", .timestamp, "When it ended; null before.", isNullable: true,
                column: "finished_at"),
            ResourceField(
                "result",
                .record([
                    ResourceField("summary", .json, "What came of it, in numbers.", example: ["bars": 336]),
                    ResourceField("files", .list(.record(jobFile)), "Its files, see listJobFiles."),
                ]), "What came of it; null unless it is completed.", isNullable: true, column: "result::text"),
        ],
        listing: Listing(
            table: "job_states",
            keys: [
                Listing.Key(column: "requested_at", type: "bigint"),
                Listing.Key(column: "job_id", type: "text"),
            ],
            identity: [.init(column: "job_id", type: "text")],
            filters: [
                ("kind", "kind = $"), ("state", "state = $"),
                ("from", "requested_at >= $::bigint"), ("to", "requested_at < $::bigint"),
            ]))

    /// The files of a job.
    static let jobFiles = Resource(
        "JobFiles", "The files of a completed job.",
        [
            ResourceField("id", .text, "The job.", example: "job-6c62272e07bb014262b821756295c58d"),
            ResourceField(
                "files",
                .list(
                    .record(
                        jobFile + [
                            ResourceField(
                                "path", .text, "Where its bytes are.",
                                example: "/v1/jobs/job-6c62272e07bb014262b821756295c58d/files/signals.jsonl")
                        ])), "By name."),
        ])
}
