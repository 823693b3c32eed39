internal import Bus
internal import Domain
internal import Messages

/// The right to commit for one shard, while the token is the newest.
struct Lease: Equatable, Sendable {
    let shard: Shard
    let token: Int64
    /// The value of the lease's key while we hold it.
    let owner: String
}

/// Which shards of a service this instance should hold: balanced over the live instances, and sticky.
///
/// Every instance sees the same sorted list of members and computes its own quota from it, so the quotas add up to
/// all shards without anybody in charge. Who holds too many gives the surplus back, who holds too few takes free ones.
struct Ownership {
    let service: ServiceName
    let options: StageOptions
    let shardCount: Int
    private(set) var members: [String] = []

    init(service: ServiceName, options: StageOptions, shardCount: Int) {
        self.service = service
        self.options = options
        self.shardCount = shardCount
    }

    /// How many shards the member at `rank` of `members` sorted members holds.
    static func quota(rank: Int, members: Int, shards: Int) -> Int {
        shards / members + (rank < shards % members ? 1 : 0)
    }

    /// Our own quota; none before the first heartbeat.
    var quota: Int {
        guard let rank = members.firstIndex(of: options.instance) else { return 0 }
        return Self.quota(rank: rank, members: members.count, shards: shardCount)
    }

    mutating func heartbeat(_ connection: RedisConnection, _ scripts: Scripts) throws(BusError) {
        let answer = try connection.call(
            "EVALSHA", scripts.heartbeat.digest, "1", Keys.members(service), options.instance,
            String(options.leaseMilliseconds))
        members = answer.array.compactMap(\.text)
    }

    /// The shards worth asking for, those of our own stretch first so that instances seldom ask for the same one.
    func candidates(holding held: Set<Shard>) -> [Shard] {
        let rank = members.firstIndex(of: options.instance) ?? 0
        let start = shardCount * rank / max(members.count, 1)
        return (0..<shardCount).map { Shard((start + $0) % shardCount) }.filter { !held.contains($0) }
    }

    func acquire(
        _ shard: Shard, _ connection: RedisConnection, _ scripts: Scripts
    ) throws(BusError) -> Lease? {
        let answer = try connection.call(
            "EVALSHA", scripts.acquire.digest, "2", Keys.lease(service, shard), Keys.fence(service, shard),
            options.instance, String(options.leaseMilliseconds))
        guard let token = answer.integer, token > 0 else { return nil }
        return Lease(shard: shard, token: Int64(token), owner: "\(options.instance)|\(token)")
    }

    /// Renews all leases in one round trip and answers those that are lost.
    func renew(
        _ leases: [Lease], _ connection: RedisConnection, _ scripts: Scripts
    ) throws(BusError) -> [Lease] {
        for lease in leases {
            connection.buffer.command(
                "EVALSHA", scripts.renew.digest, "1", Keys.lease(service, lease.shard), lease.owner,
                String(options.leaseMilliseconds))
        }
        guard !leases.isEmpty else { return [] }
        try connection.send()
        var lost: [Lease] = []
        for lease in leases where try connection.receive() != .integer(1) { lost.append(lease) }
        return lost
    }

    func release(_ lease: Lease, _ connection: RedisConnection, _ scripts: Scripts) throws(BusError) {
        _ = try connection.call(
            "EVALSHA", scripts.release.digest, "1", Keys.lease(service, lease.shard), lease.owner)
    }

    func leave(_ connection: RedisConnection, _ scripts: Scripts) throws(BusError) {
        _ = try connection.call(
            "EVALSHA", scripts.heartbeat.digest, "1", Keys.members(service), options.instance, "0")
    }
}
