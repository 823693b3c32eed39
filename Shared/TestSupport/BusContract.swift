public import Bus
public import Domain
public import Messages
internal import Pipeline
public import Testing

/// What every bus keeps.
///
/// One suite runs it against the bus in memory, another against Redis.
public struct BusContract<Subject: MessageBus>: Sendable {
    let bus: Subject

    /// The contract of one bus, which must be empty.
    public init(_ bus: Subject) { self.bus = bus }

    /// The n-th minute bar of an instrument; `volume` zero makes one that ``CountingStage`` refuses.
    public static func bar(_ minute: Int, of instrument: InstrumentID, volume: Int = 1) -> Message.Body {
        .barClosed(
            BarClosed(
                Bar(
                    instrument: instrument, interval: .oneMinute,
                    openedAt: Timestamp(milliseconds: Int64(minute) * 60_000), open: Price(whole: 100),
                    high: Price(whole: 101), low: Price(whole: 99), close: Price(whole: 100),
                    volume: Quantity(whole: volume))))
    }

    /// An instrument on a shard of its own choosing.
    public static func instrument(_ number: Int) -> InstrumentID {
        InstrumentID(venue: "sim", symbol: "I\(number)")
    }

    private func shard(of instrument: InstrumentID) -> Shard { Shard(of: instrument, count: bus.shardCount) }

    private func publish(_ minutes: Range<Int>, of instruments: Range<Int>, refusing refused: Set<Int> = [])
        async throws
    {
        for minute in minutes {
            for number in instruments {
                let instrument = Self.instrument(number)
                let bar = Self.bar(minute, of: instrument, volume: refused.contains(minute) ? 0 : 1)
                try await bus.publish(bar, to: .bars, shard: shard(of: instrument))
            }
        }
    }

    /// The counts that were answered, by instrument, in the order of the stream.
    public func counts() async throws -> [InstrumentID: [Int]] {
        var counts: [InstrumentID: [Int]] = [:]
        for entry in try await all(.signals) {
            guard case .signalEvaluated(let evaluated) = entry.message.body else { continue }
            counts[evaluated.signal.instrument, default: []].append(
                Int(evaluated.signal.evidence.first?.value ?? 0))
        }
        return counts
    }

    func all(_ stream: StreamKind) async throws -> [StreamEntry] {
        var entries: [StreamEntry] = []
        for index in 0..<bus.shardCount {
            var position = EntryID.zero
            while let last = try await page(stream, Shard(index), after: position, into: &entries) {
                position = last
            }
        }
        return entries
    }

    private func page(
        _ stream: StreamKind, _ shard: Shard, after position: EntryID, into entries: inout [StreamEntry]
    ) async throws -> EntryID? {
        let found = try await bus.entries(of: stream, in: shard, after: position, limit: 1000)
        entries += found
        return found.last?.id
    }

    /// Waits until a condition holds; an expectation fails after fifteen seconds.
    public func eventually(
        _ what: Comment, _ condition: @Sendable () async throws -> Bool
    ) async throws {
        for _ in 0..<1500 {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record(what)
    }

    /// Runs `body` while a stage runs, then stops the stage.
    public func whileRunning(
        _ instances: Int = 1, options: @escaping @Sendable (String) -> StageOptions = { Self.options($0) },
        journal: (any EffectJournal)? = nil, increment: Int64 = 1, _ body: @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup { group in
            for number in 0..<instances {
                let bus = bus
                group.addTask {
                    try await bus.runStage(
                        CountingStage.self, settings: increment, options: options("instance-\(number)"),
                        journal: journal)
                }
            }
            try await body()
            group.cancelAll()
        }
    }

    /// Options that make a test quick: small batches and snapshots, a short lease.
    public static func options(_ instance: String) -> StageOptions {
        var options = StageOptions(instance: instance)
        options.batchSize = 16
        options.snapshotEvery = 40
        options.leaseMilliseconds = 1000
        options.blockMilliseconds = 20
        return options
    }

    private func isDone(_ instruments: Range<Int>, bars: Int) async throws -> Bool {
        let counts = try await counts()
        return instruments.allSatisfy { (counts[Self.instrument($0)]?.count ?? 0) >= bars }
    }

    private func expectCounts(_ instruments: Range<Int>, bars: Int) async throws {
        let counts = try await counts()
        for number in instruments { #expect(counts[Self.instrument(number)] == Array(1...bars)) }
    }

    /// Every entry is answered once and in the order of its instrument.
    public func answersEveryEntryOnceInOrder() async throws {
        try await publish(0..<50, of: 0..<6)
        try await whileRunning {
            try await eventually("all bars are answered") { try await isDone(0..<6, bars: 50) }
        }
        try await expectCounts(0..<6, bars: 50)
    }

    /// A stage that starts again goes on with the state it had.
    public func goesOnWhereItStopped() async throws {
        for round in 0..<4 {
            try await publish(round * 30..<(round + 1) * 30, of: 0..<3)
            try await whileRunning {
                try await eventually("round \(round) is answered") {
                    try await isDone(0..<3, bars: (round + 1) * 30)
                }
            }
        }
        try await expectCounts(0..<3, bars: 120)
    }

    /// Under other settings a stage starts over from the entries that are retained, and answers nothing twice.
    public func rebuildsUnderOtherSettings() async throws {
        try await publish(0..<50, of: 0..<2)
        try await whileRunning {
            try await eventually("the first are answered") { try await isDone(0..<2, bars: 50) }
        }
        try await publish(50..<60, of: 0..<2)
        try await whileRunning(increment: 10) {
            try await eventually("all are answered") { try await isDone(0..<2, bars: 60) }
        }
        let counts = try await counts()
        for number in 0..<2 {
            #expect(counts[Self.instrument(number)] == Array(1...50) + (51...60).map { $0 * 10 })
        }
    }

    /// An entry the core refuses becomes a dead letter with its reason and origin, and the stage goes on.
    public func rejectsWhatTheCoreRefuses() async throws {
        try await publish(0..<20, of: 0..<1, refusing: [7])
        try await whileRunning {
            try await eventually("the rest is answered") { try await isDone(0..<1, bars: 19) }
        }
        try await expectCounts(0..<1, bars: 19)
        let letters = try await all(.dead)
        #expect(letters.count == 1)
        guard case .entryRejected(let letter)? = letters.first?.message.body else {
            Issue.record("a dead letter")
            return
        }
        #expect(letter.reason == "a bar without volume")
        #expect(letter.service == .cipherEngine && letter.stream == .bars)
        let original = try Message(decoding: letter.original)
        #expect(original.body == Self.bar(7, of: Self.instrument(0), volume: 0))
        let place = shard(of: Self.instrument(0))
        let status = try await bus.status().first {
            $0.service == .cipherEngine && $0.stream == .bars && $0.shard == place
        }
        let last = try await all(.bars).last { $0.shard == place }
        #expect(status?.deadLetters == 1 && status?.lag == 0 && status?.pending == 0)
        #expect(status?.cursor == last?.id && status?.lastAdded == last?.id)
    }

    /// Replicas that come and go share the shards without a repeat, a loss or a change of order.
    public func sharesShardsBetweenReplicas() async throws {
        let total = 200
        try await withThrowingTaskGroup { group in
            group.addTask { try await publish(0..<total, of: 0..<8) }
            group.addTask {
                try await whileRunning(3) {
                    try await eventually("a third is answered") { try await isDone(0..<8, bars: total / 3) }
                }
                try await whileRunning(2) {
                    try await eventually("all bars are answered") { try await isDone(0..<8, bars: total) }
                }
            }
            try await group.waitForAll()
        }
        try await expectCounts(0..<8, bars: total)
    }

    /// A batch that reached the journal but not the bus is taken again exactly as it was, on every shard.
    public func repeatsAJournalledBatchExactly() async throws {
        let journal = FailingJournal()
        try await publish(0..<5, of: 0..<6)
        try await whileRunning(journal: journal) {
            try await eventually("the first attempt is journalled") { journal.attempts >= 1 }
            // More has arrived by the time the batch is taken again; the plan keeps it out.
            try await publish(5..<40, of: 0..<6)
            journal.heal()
            try await eventually("all bars are answered") { try await isDone(0..<6, bars: 40) }
        }
        try await expectCounts(0..<6, bars: 40)
        #expect(try await all(.dead).isEmpty)
        // At least one shard was caught between its journal and the bus.
        var repeats = 0
        for index in 0..<bus.shardCount {
            let batches = journal.batches(of: Shard(index))
            for batch in batches {
                let others = batches.filter { $0.plan.from == batch.plan.from }
                repeats += others.count - 1
                for other in others { #expect(other.plan == batch.plan && other.ids == batch.ids) }
            }
        }
        #expect(repeats >= 1)
    }

    /// A source commits messages and state together, sees its commands once, and goes on from its saved state.
    public func runsSources() async throws {
        let source = CountingSource()
        let instrument = Self.instrument(1)
        let issued = CommandIssued(
            .subscribe(instrument), id: "c1", issuer: "test", replyTo: "r1", at: Timestamp(milliseconds: 5))
        try await bus.publish(.commandIssued(issued), to: .marketFeedCommands, shard: shard(of: instrument))
        // A source that loses its lease starts anew and counts on: on a busy machine a short one would be lost.
        var options = Self.options("source")
        options.leaseMilliseconds = 30_000
        for round in 1...2 {
            try await withThrowingTaskGroup { group in
                let (bus, options) = (bus, options)
                group.addTask { try await bus.runSource(source, options: options) }
                try await eventually("round \(round) is published") {
                    try await all(.market).filter { $0.shard == shard(of: instrument) }.count >= round * 10
                }
                group.cancelAll()
            }
        }
        let entries = try await all(.market).filter { $0.shard == shard(of: instrument) }
        // Ten to a run: the second goes on at eleven.
        #expect(entries.map(\.message.occurredAt.milliseconds) == (1...20).map { Int64($0) * 60_000 })
        #expect(source.commands == ["c1"])
    }

    /// A sink's cursor is the one it stored, and nothing reaches it twice in one history of transactions.
    public func feedsSinks() async throws {
        try await publish(0..<60, of: 0..<3)
        let sink = CollectingSink()
        try await withThrowingTaskGroup { group in
            let bus = bus
            group.addTask { try await bus.runSink(sink, options: Self.options("sink")) }
            try await eventually("everything is stored") { sink.ids.count >= 180 }
            group.cancelAll()
        }
        #expect(sink.ids.count == 180)
        #expect(Set(sink.ids).count == 180)
    }

    /// An entry the store cannot hold becomes a dead letter, and every other entry is stored once.
    public func keepsWhatCannotBeStoredApart() async throws {
        try await publish(0..<40, of: 0..<1)
        let culprit = Self.bar(17, of: Self.instrument(0)).content.id
        let sink = CollectingSink(unstorable: [culprit])
        try await withThrowingTaskGroup { group in
            let bus = bus
            group.addTask { try await bus.runSink(sink, options: Self.options("sink")) }
            try await eventually("the rest is stored") { sink.ids.count >= 39 }
            try await eventually("there is a dead letter") { try await !all(.dead).isEmpty }
            group.cancelAll()
        }
        #expect(
            sink.ids == (0..<40).filter { $0 != 17 }.map { Self.bar($0, of: Self.instrument(0)).content.id })
        guard case .entryRejected(let letter)? = try await all(.dead).first?.message.body else {
            Issue.record("a dead letter")
            return
        }
        #expect(letter.service == .recorder && letter.reason == "no place for \(culprit)")
    }

    /// A command reaches its instrument's shard, or every shard, and everybody who follows the stream.
    public func routesCommands() async throws {
        let instrument = Self.instrument(2)
        let one = CommandIssued(
            .subscribe(instrument), id: "one", issuer: "test", replyTo: "r", at: Timestamp(milliseconds: 1))
        let all = CommandIssued(
            .engageKillSwitch(reason: "test"), id: "all", issuer: "test", replyTo: "r",
            at: Timestamp(milliseconds: 2))
        let seen = SeenEntries()
        try await withThrowingTaskGroup { group in
            let bus = bus
            group.addTask {
                // From the beginning: "from now on" would depend on when the follower comes to connect.
                let streams: [StreamKind] = [.executorCommands, .marketFeedCommands]
                let places = streams.flatMap { stream in
                    (0..<bus.shardCount).map { (StreamPlace(stream, Shard($0)), EntryID.zero) }
                }
                let tail = bus.tail(streams, from: Dictionary(uniqueKeysWithValues: places))
                for try await entries in tail { seen.append(entries) }
            }
            group.addTask { try await bus.runCommandRouting(options: Self.options("router")) }
            for issued in [one, all] {
                try await bus.publish(.commandIssued(issued), to: .commands, shard: Shard(0))
            }
            try await eventually("both commands are routed") { seen.all.count >= 1 + bus.shardCount }
            group.cancelAll()
        }
        let entries = seen.all
        #expect(entries.filter { $0.message.id == "one" }.map(\.shard) == [shard(of: instrument)])
        #expect(
            entries.filter { $0.message.id == "all" }.map(\.shard).sorted()
                == (0..<bus.shardCount).map { Shard($0) })
    }
}
