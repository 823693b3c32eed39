/// Keys of the streams and of the stages that work through them.
public enum BusKeys {
    /// The Redis server.
    public static let redisURL = Setting<ConnectionURL>(
        "redis.url", default: ConnectionURL("redis://127.0.0.1:6379"),
        "The Redis server: `redis://[[user]:password@]host[:port]`, or on this machine `unix://[[user]:password@]/path/of/socket`.",
        limits: "redis:// and a host, or unix:// and a path",
        check: { url in
            switch url.scheme {
            case "redis": !url.host.isEmpty
            case "unix": url.host.isEmpty && url.path.count > 1
            default: false
            }
        })
    /// The Redis password.
    public static let redisPassword = Setting<Secret>(
        "redis.password", default: Secret(""), "Password for Redis, where the URL has none.")
    /// The number of shards.
    public static let shards = Setting<Int>(
        "shards", default: 16, in: 1...1024,
        "Partitions of the deployment. Fixed once data has been written, and the same for every service.")
    /// Entries per read.
    public static let batchSize = Setting<Int>(
        "stage.batch-size", default: 512, in: 1...65_536,
        "Entries read from one stream at a time. More gives throughput, less gives latency under load.")
    /// Idle wait.
    public static let block = Setting<Int>(
        "stage.block-milliseconds", default: 250, in: 1...2_000,
        "How long an idle read waits, at most a quarter of the lease.", unit: "ms")
    /// Entries between snapshots.
    public static let snapshotEvery = Setting<Int>(
        "stage.snapshot-every", default: 4_096, in: 1...1_000_000,
        "Entries of a shard between two snapshots; a take-over replays at most twice as many.")
    /// The lease's time to live.
    public static let lease = Setting<Int>(
        "stage.lease-milliseconds", default: 5_000, in: 500...60_000,
        "How long a silent owner keeps its shards.", unit: "ms")
    /// Back-pressure.
    public static let highWater = Setting<Int>(
        "stage.high-water", default: 50_000, in: 100...100_000_000,
        "Entries of an output stream above which a producer waits for its readers.")

    /// Retention.
    public static let retain = Setting<Int>(
        "stage.retain-milliseconds", default: 900_000, in: 0...604_800_000,
        "How long an entry stays although every reader has passed it, so that a client can catch up.",
        unit: "ms")

    /// The section of the reference.
    static let section = SettingsSchema.Section(
        "Streams", readers: "every daemon and `qtp`",
        [
            redisURL.declaration, redisPassword.declaration, shards.declaration, batchSize.declaration,
            block.declaration, snapshotEvery.declaration, lease.declaration, highWater.declaration,
            retain.declaration,
        ])
}
