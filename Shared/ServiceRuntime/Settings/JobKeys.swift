/// Keys of the jobs and of those who carry them out.
public enum JobKeys {
    /// Jobs at the same time.
    public static let concurrency = Setting<Int>(
        "jobs.concurrency", default: 1, in: 1...64,
        "Jobs a worker carries out at the same time; most of them keep a core busy.")
    /// How long a silent worker keeps its jobs.
    public static let claim = Setting<Int>(
        "jobs.claim-milliseconds", default: 10_000, in: 1_000...600_000,
        "How long a job stays with a worker that has fallen silent before another begins it again.",
        unit: "ms")
    /// Attempts.
    public static let attempts = Setting<Int>(
        "jobs.attempts", default: 5, in: 1...100,
        "How often a job is begun before it counts as failed; a stop of its worker is an attempt, too.")
    /// The time limit.
    public static let timeLimit = Setting<Int>(
        "jobs.time-limit-minutes", default: 60, in: 1...10_080, "How long one attempt at a job may take.",
        unit: "minutes")
    /// The size of results.
    public static let resultLimit = Setting<Int>(
        "jobs.result-limit-megabytes", default: 256, in: 1...4_096,
        "Largest sum of a job's result files, which are kept in the database.", unit: "MiB")
    /// Where recordings are.
    public static let recordings = Setting<String>(
        "jobs.recordings", default: "",
        "Folder with candle files that replay jobs may name, and their `instruments.json`; empty for none.")
    /// How long jobs are kept.
    public static let keepDays = Setting<Int>(
        "jobs.keep-days", default: 30, in: 1...3_650,
        "How long a job that has ended is kept with its results.",
        unit: "days")
    /// How many jobs are kept.
    public static let keepCount = Setting<Int>(
        "jobs.keep-count", default: 1_000, in: 1...100_000,
        "Jobs that have ended and are kept with their results; beyond, the oldest go.")
    /// The longest queue.
    public static let queueLimit = Setting<Int>(
        "jobs.queue-limit", default: 1_000, in: 1...100_000,
        "Jobs that may wait or run at the same time; the gateway refuses further ones.")

    /// The section of the reference.
    static let section = SettingsSchema.Section(
        "Jobs", readers: "`qtp work`; `gateway` reads the queue's limit",
        [
            concurrency.declaration, claim.declaration, attempts.declaration, timeLimit.declaration,
            resultLimit.declaration, recordings.declaration, keepDays.declaration, keepCount.declaration,
            queueLimit.declaration,
        ])
}
