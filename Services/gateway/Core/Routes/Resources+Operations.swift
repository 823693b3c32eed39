import Messages

extension Resource {
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
                        ResourceField("lag", .integer, "Entries it has yet to take, all streams and shards."),
                        ResourceField(
                            "lastEventAt", .timestamp, "Redis time of the last entry it took.",
                            isNullable: true),
                        ResourceField(
                            "streams",
                            .list(
                                .record([
                                    ResourceField("stream", .text, "Which stream."),
                                    ResourceField("lag", .integer, "Entries it has yet to take."),
                                    ResourceField("length", .integer, "Entries that are kept."),
                                ])), "By stream."),
                    ])), "In the order data passes through them."),
        ])

    /// What became of a command.
    static let commandOutcome = Resource(
        "CommandOutcome", "What became of a command so far.",
        [
            ResourceField("commandID", .text, "The command; the same for a repeated Idempotency-Key."),
            ResourceField(
                "status", .word(["completed", "refused", "pending"]), "Whether all replies are in."),
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
