import Bus
import Domain
import Messages
import Testing

@testable import RedisStreams

@Suite struct `Shard ownership` {
    @Test(arguments: 1...20, [1, 4, 16, 64])
    func `quotas add up to all shards and differ by one at most`(members: Int, shards: Int) {
        let quotas = (0..<members).map { Ownership.quota(rank: $0, members: members, shards: shards) }
        #expect(quotas.reduce(0, +) == shards)
        #expect((quotas.max() ?? 0) - (quotas.min() ?? 0) <= 1)
    }

    @Test func `nothing is owned before the first heartbeat`() {
        let ownership = Ownership(service: .confirmer, options: StageOptions(instance: "a"), shardCount: 16)
        #expect(ownership.quota == 0)
        #expect(ownership.candidates(holding: [Shard(0)]).count == 15)
    }
}
