import Messages

extension Resource {
    private static let lag = ResourceField(
        "lag", .integer, "Entries yet to be taken; null where Redis cannot tell.", isNullable: true)
    private static let pending = ResourceField(
        "pending", .integer, "Entries of the work queue that were handed out and not yet acknowledged.")
    private static let deadLetters = ResourceField(
        "deadLetters", .integer, "Entries it could not take and that nobody has dropped since.")
    private static let lastEventAt = ResourceField(
        "lastEventAt", .timestamp, "Redis time of the last entry it took, or brought from the venue.",
        isNullable: true)

    /// How far the services are.
    public static let status = Resource(
        "Status", "How far every service is.",
        [
            ResourceField("shards", .integer, "Partitions of the deployment."),
            ResourceField(
                "services",
                .list(
                    .record([
                        ResourceField("service", .word(ServiceName.allCases.map(\.rawValue)), "Which."),
                        ResourceField("ownedShards", .integer, "Shards that an instance owns."),
                        ResourceField("owners", .list(.text), "Instances that own shards."),
                        lag, pending, deadLetters, lastEventAt,
                        ResourceField(
                            "streams",
                            .list(
                                .record([
                                    ResourceField("stream", .text, "Which stream."),
                                    lag, pending, deadLetters,
                                    ResourceField("length", .integer, "Entries that are kept."),
                                ])), "By stream, all shards."),
                        ResourceField(
                            "assignments",
                            .list(
                                .record([
                                    ResourceField("shard", .integer, "Which shard."),
                                    ResourceField(
                                        "owner", .text, "The instance that owns it; null while none does.",
                                        isNullable: true),
                                    lag, lastEventAt,
                                ])), "By shard, all streams."),
                    ])), "In the order data passes through them."),
            ResourceField(
                "jobs",
                .record([
                    ResourceField("waiting", .integer, "Jobs that no worker has taken yet."),
                    ResourceField("running", .integer, "Jobs that a worker has taken."),
                    ResourceField(
                        "oldestWaitingSince", .timestamp,
                        "Since when the oldest of the waiting ones waits, Redis time; null where none does.",
                        isNullable: true),
                    deadLetters,
                ]), "The queue of jobs."),
        ])

    /// What became of a command.
    static let commandOutcome = Resource(
        "CommandOutcome", "What became of a command so far.",
        [
            ResourceField("commandID", .text, "The command; the same for a repeated Idempotency-Key."),
            ResourceField(
                "status", .word(["completed", "pending"]), "Whether all replies are in."),
            ResourceField("expectedReplies", .integer, "Replies that are expected."),
            ResourceField(
                "replies",
                .list(
                    .record([
                        ResourceField("service", .text, "Who answers."),
                        ResourceField("shard", .integer, "On which shard."),
                        ResourceField("accepted", .boolean, "Whether it was carried out."),
                        ResourceField("detail", .text, "What was done, or what to change."),
                    ])), "Replies so far."),
        ])
}
