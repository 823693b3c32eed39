internal import CoreMetrics
internal import Messages

/// What a stage tells about itself.
struct StageMetrics {
    private let entries: Counter
    private let outputs: Counter
    private let commits: Counter
    private let deadLetters: Counter
    private let reconnects: Counter
    private let rebuilds: Counter
    private let lostLeases: Counter
    private let commitTime: CoreMetrics.Timer
    private let handleTime: CoreMetrics.Timer
    private let batchSize: Recorder
    private let ownedShards: Gauge
    private let heldBackShards: Gauge

    init(_ service: ServiceName) {
        let labels = [("service", service.rawValue)]
        entries = Counter(label: "qtp_stage_entries_total", dimensions: labels)
        outputs = Counter(label: "qtp_stage_outputs_total", dimensions: labels)
        commits = Counter(label: "qtp_stage_commits_total", dimensions: labels)
        deadLetters = Counter(label: "qtp_stage_dead_letters_total", dimensions: labels)
        reconnects = Counter(label: "qtp_stage_reconnects_total", dimensions: labels)
        rebuilds = Counter(label: "qtp_stage_rebuilds_total", dimensions: labels)
        lostLeases = Counter(label: "qtp_stage_lost_leases_total", dimensions: labels)
        commitTime = CoreMetrics.Timer(label: "qtp_stage_commit_seconds", dimensions: labels)
        handleTime = CoreMetrics.Timer(label: "qtp_stage_handle_seconds", dimensions: labels)
        batchSize = Recorder(label: "qtp_stage_batch_entries", dimensions: labels, aggregate: true)
        ownedShards = Gauge(label: "qtp_stage_owned_shards", dimensions: labels)
        heldBackShards = Gauge(label: "qtp_stage_held_back_shards", dimensions: labels)
    }

    /// A batch was stepped.
    func stepped(entries count: Int, in duration: Duration) {
        entries.increment(by: count)
        batchSize.record(count)
        handleTime.recordNanoseconds(Self.nanoseconds(duration))
    }

    /// That many commits were answered together.
    func committed(_ count: Int, in duration: Duration) {
        commits.increment(by: count)
        commitTime.recordNanoseconds(Self.nanoseconds(duration))
    }

    func published(_ count: Int) { outputs.increment(by: count) }
    func deadLettered() { deadLetters.increment() }
    func reconnected() { reconnects.increment() }
    func rebuilt() { rebuilds.increment() }
    func lostLease() { lostLeases.increment() }
    func owns(_ shards: Int) { ownedShards.record(shards) }
    func heldBack(_ shards: Int) { heldBackShards.record(shards) }

    private static func nanoseconds(_ duration: Duration) -> Int64 {
        duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
    }
}
