public import Bus
internal import Domain
public import Messages
internal import Pipeline
internal import Synchronization
internal import Testing

/// What every bus keeps of its work queues.
extension BusContract {
    /// An entry of a queue.
    static func request(_ number: Int) -> Message { queueRequest("job-\(number)") }

    /// A job that was asked for.
    public static func queueRequest(_ id: String) -> Message {
        Message(
            .jobRequested(
                JobRequested(
                    .export, id: id, parameters: JobParameters([:]), requester: "test",
                    at: Timestamp(milliseconds: 1))))
    }

    /// Options that make a test quick.
    ///
    /// A claim outlasts the pauses of a busy machine, but where a test waits for it to run out.
    public static func queueOptions(_ instance: String, claim: Int = 2000) -> QueueOptions {
        var options = QueueOptions(instance: instance)
        options.claimMilliseconds = claim
        options.maximumDeliveries = 3
        options.blockMilliseconds = 20
        return options
    }

    /// Runs `body` while workers take from the queue, then stops them.
    private func whileWorking(
        _ workers: [(name: String, worker: CountingWorker)], concurrency: Int = 1, claim: Int = 2000,
        _ body: @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup { group in
            for (name, worker) in workers {
                let bus = bus
                var options = Self.queueOptions(name, claim: claim)
                options.concurrency = concurrency
                let chosen = options
                group.addTask { try await bus.runQueue(worker, options: chosen) }
            }
            try await body()
            group.cancelAll()
        }
    }

    private func ended() async throws -> [String] {
        try await all(.jobEvents).compactMap { entry in
            guard case .jobProgressed(let event) = entry.message.body, event.status.state.isFinal else {
                return nil
            }
            return event.jobID
        }
    }

    /// Every entry of a queue is finished once, by whichever replica, and leaves the queue.
    public func sharesAQueue() async throws {
        for number in 0..<60 { try await bus.enqueue(Self.request(number), to: .jobs) }
        let worker = CountingWorker()
        try await whileWorking([("a", worker), ("b", worker), ("c", worker)], concurrency: 2) {
            try await eventually("all are finished") { try await ended().count >= 60 }
        }
        let ids = try await ended()
        #expect(ids.count == 60 && Set(ids).count == 60)
        #expect(worker.begun.count == 60)
        #expect(try await bus.entries(of: .jobs, in: Shard(0), after: .zero, limit: 100).isEmpty)
        let status = try await bus.status().first { $0.service == .worker && $0.stream == .jobs }
        #expect(status?.pending == 0)
    }

    /// A message that was put on a queue once is not put there again.
    public func enqueuesOnce() async throws {
        #expect(try await bus.enqueue(Self.request(1), to: .jobs))
        #expect(try await !bus.enqueue(Self.request(1), to: .jobs))
        #expect(try await bus.enqueue(Self.request(2), to: .jobs))
        #expect(try await bus.entries(of: .jobs, in: Shard(0), after: .zero, limit: 100).count == 2)
    }

    /// What a replica that stops has not finished, another begins again at once.
    public func handsAnEntryOver() async throws {
        let (slow, quick) = (CountingWorker(pause: .seconds(60)), CountingWorker())
        try await bus.enqueue(Self.request(1), to: .jobs)
        try await whileWorking([("slow", slow)]) {
            try await eventually("it is begun") { slow.begun == ["job-1/1"] }
        }
        try await whileWorking([("quick", quick)]) {
            try await eventually("it is finished") { try await !ended().isEmpty }
        }
        #expect(quick.begun == ["job-1/2"])
        #expect(try await ended() == ["job-1"])
    }

    /// An entry that is being worked on stays with its replica for longer than a claim lasts.
    public func keepsAClaim() async throws {
        let (first, second) = (CountingWorker(pause: .milliseconds(4500)), CountingWorker())
        try await bus.enqueue(Self.request(1), to: .jobs)
        try await whileWorking([("first", first)]) {
            try await eventually("it is begun") { first.begun == ["job-1/1"] }
            try await whileWorking([("second", second)]) {
                try await eventually("it is finished") { try await !ended().isEmpty }
            }
        }
        #expect(second.begun.isEmpty)
        #expect(try await ended() == ["job-1"])
    }

    /// An entry that makes no sense becomes a dead letter, and those behind it are finished.
    public func rejectsAnEntryOfAQueue() async throws {
        let worker = CountingWorker(refused: ["job-1"])
        for number in 1...2 { try await bus.enqueue(Self.request(number), to: .jobs) }
        try await whileWorking([("a", worker)]) {
            try await eventually("the other is finished") { try await !ended().isEmpty }
        }
        #expect(try await ended() == ["job-2"])
        let letters = try await all(.dead)
        guard case .entryRejected(let letter)? = letters.first?.message.body, letters.count == 1 else {
            Issue.record("one dead letter")
            return
        }
        #expect(letter.service == .worker && letter.stream == .jobs && letter.reason == "no such work")
        #expect(try Message(decoding: letter.original).id == "job-1")
    }

    /// An entry nobody finishes is given up after as many attempts as are allowed, and its end is told once.
    public func givesAnEntryUp() async throws {
        let worker = CountingWorker(failing: ["job-1"])
        try await bus.enqueue(Self.request(1), to: .jobs)
        try await whileWorking([("a", worker)], claim: 200) {
            try await eventually("it is given up") { try await !all(.dead).isEmpty }
        }
        #expect(worker.begun == ["job-1/1", "job-1/2", "job-1/3"])
        #expect(try await ended() == ["job-1"])
        guard case .entryRejected(let letter)? = try await all(.dead).first?.message.body else {
            Issue.record("a dead letter")
            return
        }
        #expect(letter.reason == "was taken 3 times and never finished")
    }
}

/// Notes what it begins, and ends every entry with an event.
public final class CountingWorker: QueueWorker {
    /// The workers of jobs.
    public static let service = ServiceName.worker
    /// Their queue.
    public static let queue = StreamKind.jobs
    /// Their events.
    public static let outputs: [StreamKind] = [.jobEvents]
    private let pause: Duration
    private let refused: Set<String>
    private let failing: Set<String>
    private let taken = Mutex<[String]>([])

    /// A worker that takes its time, refuses some entries, and for others misses something it needs.
    public init(pause: Duration = .zero, refused: Set<String> = [], failing: Set<String> = []) {
        self.pause = pause
        self.refused = refused
        self.failing = failing
    }

    /// Entry and delivery of everything that was begun, in order.
    public var begun: [String] { taken.withLock { $0 } }

    /// Ends with a completed job.
    public func carryOut(_ entry: StreamEntry, under claim: any QueueClaim) async throws -> [QueueOutput] {
        taken.withLock { $0.append("\(entry.message.id)/\(claim.delivery)") }
        if refused.contains(entry.message.id) { throw Refusal("no such work") }
        if failing.contains(entry.message.id) { throw BusError.unavailable(reason: "not today") }
        if pause > .zero { try await Task.sleep(for: pause) }
        return [Self.end(entry, .completed, attempt: claim.delivery)]
    }

    /// Ends with a failed job.
    public func giveUp(_ entry: StreamEntry, afterDeliveries count: Int) -> [QueueOutput] {
        [Self.end(entry, .failed, attempt: count + 1)]
    }

    private static func end(_ entry: StreamEntry, _ state: JobState, attempt: Int) -> QueueOutput {
        var status = JobStatus.started(attempt: attempt)
        status.end(state, state.rawValue)
        return QueueOutput(
            Message(
                .jobProgressed(
                    JobProgressed(
                        entry.message.id, kind: "export", status: status, instance: "test",
                        at: entry.message.occurredAt))),
            to: .jobEvents)
    }
}
