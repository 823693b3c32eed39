import Logging
import RedisStreams
import ServerSupport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct `The bus on Redis` {
    let server: RedisServer
    let contract: BusContract<RedisBus>

    init() async throws {
        server = try await RedisServer.start()
        let settings = RedisSettings(port: Int32(server.port), shardCount: 4)
        contract = BusContract(RedisBus(settings: settings, logger: Logger(label: "test")))
    }

    @Test func `answers every entry once, in order`() async throws {
        try await contract.answersEveryEntryOnceInOrder()
    }
    @Test func `goes on where it stopped`() async throws { try await contract.goesOnWhereItStopped() }
    @Test func `rebuilds under other settings`() async throws {
        try await contract.rebuildsUnderOtherSettings()
    }
    @Test func `rejects what the core refuses`() async throws {
        try await contract.rejectsWhatTheCoreRefuses()
    }
    @Test func `shares shards between replicas`() async throws {
        try await contract.sharesShardsBetweenReplicas()
    }
    @Test func `repeats a journalled batch exactly`() async throws {
        try await contract.repeatsAJournalledBatchExactly()
    }
    @Test func `runs sources`() async throws { try await contract.runsSources() }
    @Test func `feeds sinks`() async throws { try await contract.feedsSinks() }
    @Test func `keeps apart what cannot be stored`() async throws {
        try await contract.keepsWhatCannotBeStoredApart()
    }
    @Test func `routes commands`() async throws { try await contract.routesCommands() }
    @Test func `shares a queue`() async throws { try await contract.sharesAQueue() }
    @Test func `enqueues once`() async throws { try await contract.enqueuesOnce() }
    @Test func `hands an entry over`() async throws { try await contract.handsAnEntryOver() }
    @Test func `keeps a claim`() async throws { try await contract.keepsAClaim() }
    @Test func `rejects an entry of a queue`() async throws { try await contract.rejectsAnEntryOfAQueue() }
    @Test func `gives an entry up`() async throws { try await contract.givesAnEntryUp() }
}
