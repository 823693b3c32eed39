public import Bus
internal import Domain
public import Messages
internal import Pipeline
internal import Synchronization

extension InMemoryBus {
    /// An entry somebody has taken and not finished.
    struct Claimed {
        var instance: String
        var delivery: Int
        var since: ContinuousClock.Instant
    }

    /// The right to work on an entry.
    struct Claim: QueueClaim {
        let bus: InMemoryBus
        let place: StreamPlace
        let id: EntryID
        let instance: String
        let delivery: Int

        func publish(_ outputs: [QueueOutput]) async throws(BusError) {
            try settle(outputs, isFinished: false)
        }

        /// Keeps the claim; false when another has it.
        func renew() -> Bool { (try? settle([], isFinished: false)) != nil }

        func release() {
            bus.state.withLock { state in
                guard isOurs(state) else { return }
                state.claims[place]?[id]?.since = .now - .seconds(86_400)
            }
        }

        func settle(_ outputs: [QueueOutput], isFinished: Bool) throws(BusError) {
            let isDone = bus.state.withLock { state in
                guard isOurs(state) else { return false }
                for output in outputs {
                    state.append(output.message, to: StreamPlace(output.stream, output.shard))
                }
                if isFinished {
                    state.claims[place]?[id] = nil
                    state.streams[place]?.removeAll { $0.id == id }
                } else {
                    state.claims[place]?[id]?.since = .now
                }
                return true
            }
            guard isDone else { throw .fenced(Shard(0)) }
        }

        private func isOurs(_ state: borrowing State) -> Bool {
            guard let held = state.claims[place]?[id] else { return false }
            return held.instance == instance && held.delivery == delivery
        }
    }

    /// Takes entries of a work queue, each by one instance at a time.
    public func runQueue<Worker: QueueWorker>(_ worker: Worker, options: QueueOptions) async throws {
        let place = StreamPlace(Worker.queue, Shard(0))
        await withDiscardingTaskGroup { group in
            for _ in 0..<options.concurrency {
                group.addTask {
                    while !Task.isCancelled {
                        if let (entry, claim) = self.take(place, Worker.service, options) {
                            await Self.work(on: entry, worker, claim, options)
                        } else {
                            try? await Task.sleep(for: .milliseconds(2))
                        }
                    }
                }
            }
        }
    }

    /// Appends a message to a work queue, unless one with its id was appended there before.
    @discardableResult
    public func enqueue(_ message: Message, to queue: StreamKind) async throws(BusError) -> Bool {
        state.withLock { state in
            guard state.enqueued.insert("\(queue.rawValue) \(message.id)").inserted else { return false }
            state.append(message, to: StreamPlace(queue, Shard(0)))
            return true
        }
    }

    /// What others let lie, else what is new.
    private func take(
        _ place: StreamPlace, _ service: ServiceName, _ options: QueueOptions
    ) -> (StreamEntry, Claim)? {
        state.withLock { state in
            let limit = ContinuousClock.now - .milliseconds(options.claimMilliseconds)
            let abandoned = state.claims[place, default: [:]].filter { $0.value.since < limit }.keys.min()
            let cursor = state.cursors[service]?[place] ?? .zero
            guard let id = abandoned ?? state.read(place, after: cursor, limit: 1).first?.id,
                let entry = state.streams[place]?.first(where: { $0.id == id })
            else { return nil }
            let delivery = (state.claims[place]?[id]?.delivery ?? 0) + 1
            state.claims[place, default: [:]][id] = Claimed(
                instance: options.instance, delivery: delivery, since: .now)
            state.cursors[service, default: [:]][place] = max(cursor, id)
            let claim = Claim(bus: self, place: place, id: id, instance: options.instance, delivery: delivery)
            return (
                StreamEntry(stream: place.stream, shard: place.shard, id: id, message: entry.message), claim
            )
        }
    }

    private static func work<Worker: QueueWorker>(
        on entry: StreamEntry, _ worker: Worker, _ claim: Claim, _ options: QueueOptions
    ) async {
        func letter(_ reason: String) -> QueueOutput {
            let rejection = EntryRejected(
                service: Worker.service, stream: entry.stream, shard: entry.shard,
                entryID: entry.id.description,
                reason: reason, original: entry.message.encoded().strings,
                occurredAt: entry.message.occurredAt)
            return QueueOutput(Message(.entryRejected(rejection)), to: .dead)
        }
        guard claim.delivery <= options.maximumDeliveries else {
            let count = claim.delivery - 1
            let last = worker.giveUp(entry, afterDeliveries: count)
            try? claim.settle(
                last + [letter("was taken \(count) times and never finished")], isFinished: true)
            return
        }
        do {
            let outputs = try await whileRenewing(claim, every: options.claimMilliseconds / 4) {
                try await worker.carryOut(entry, under: claim)
            }
            try claim.settle(outputs, isFinished: true)
        } catch is CancellationError {
            claim.release()
        } catch is BusError {
            return
        } catch let refusal as Refusal {
            try? claim.settle([letter(refusal.reason)], isFinished: true)
        } catch {
            try? claim.settle([letter("\(error)")], isFinished: true)
        }
    }

    private static func whileRenewing(
        _ claim: Claim, every milliseconds: Int, _ body: @escaping @Sendable () async throws -> [QueueOutput]
    ) async throws -> [QueueOutput] {
        try await withThrowingTaskGroup(of: [QueueOutput].self) { group in
            group.addTask { try await body() }
            group.addTask {
                while true {
                    try await Task.sleep(for: .milliseconds(max(milliseconds, 1)))
                    guard claim.renew() else { throw BusError.fenced(Shard(0)) }
                }
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }
}
