import NIOCore
import NIOPosix
import Synchronization
import WebSockets

/// One client's session in the world: gives it the time, and does what it says.
///
/// The session sits behind a lock and is stepped from wherever something happens. What it says is done outside of the lock, by the one who
/// stepped it. Order is kept all the same: there is never more than one write under way, nor more than one answer to a poll, and work for
/// handlers is queued inside.
final class Connection: Sendable {
    enum PollAnswer: Sendable {
        case packets([WirePacket])
        case refused(EngineRefusal)
    }

    private struct State {
        var session: Session
        var polls: [EngineSession.Poll: CheckedContinuation<PollAnswer, Never>] = [:]
        var links: [EngineSession.Link: WebSocket] = [:]
        var issued = 0
        var timerDue: ContinuousClock.Instant?
        var unfinishedJobs = 0
        var readers: [CheckedContinuation<Void, Never>] = []
        var isReceivingRequest = false
    }

    /// Done once the lock is free.
    private enum Work {
        case resume(CheckedContinuation<PollAnswer, Never>, PollAnswer)
        case post(WebSocket, EngineSession.Link, [WirePacket])
        case close(WebSocket)
        case schedule(ContinuousClock.Instant)
        case release([CheckedContinuation<Void, Never>])
    }

    /// Events of one client that may wait for its handler, before its connection is not read any further.
    private static let maximumUnfinishedJobs = 16

    let id: String
    let handshake: Handshake
    private let registry: Registry
    private let state: Mutex<State>
    private let jobs: AsyncStream<SocketSession.Job>
    private let queue: AsyncStream<SocketSession.Job>.Continuation
    /// For timers: the loop of whoever makes the connection, if they are on one.
    ///
    /// Taking the next would make every new client pass one over, and all sockets would end up on the same.
    private let eventLoop: any EventLoop
    /// Runs what serves this client alone where its bytes come and go.
    let executor: EventLoopTaskExecutor

    init(id: String, handshake: Handshake, session: Session, registry: Registry) {
        self.id = id
        self.handshake = handshake
        self.registry = registry
        state = Mutex(State(session: session))
        eventLoop = MultiThreadedEventLoopGroup.singleton.any()
        executor = EventLoopTaskExecutor(eventLoop)
        (jobs, queue) = AsyncStream.makeStream(of: SocketSession.Job.self)
    }

    // MARK: Long polling

    var isPolling: Bool { state.withLock { $0.session.engine.isPolling } }

    /// Waits for what there is for the client.
    ///
    /// A task that is cancelled has no client any more.
    func poll() async -> PollAnswer {
        let poll = state.withLock { state in
            state.issued += 1
            return EngineSession.Poll(number: state.issued)
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                step { state, now in
                    state.polls[poll] = continuation
                    return state.session.step(at: now) { $0.poll(poll, at: now) }
                }
                if Task.isCancelled { lost(poll) }
            }
        } onCancel: {
            lost(poll)
        }
    }

    private func lost(_ poll: EngineSession.Poll) {
        step { state, now in state.session.step(at: now) { $0.lost(poll) } }
    }

    /// Takes the body of a request; returns when there is room for the next.
    func receive(payload: ArraySlice<UInt8>) async throws(EngineRefusal) {
        let isFirst = state.withLock { state in
            defer { state.isReceivingRequest = true }
            return !state.isReceivingRequest
        }
        guard isFirst else {
            // Nobody could say which of the two came first.
            close(.protocolFault)
            throw .badRequest
        }
        defer { state.withLock { $0.isReceivingRequest = false } }
        let packets: [EnginePacket]
        do throws(ProtocolFault) {
            packets = try EnginePacket.packets(ofPayload: payload)
        } catch {
            close(.protocolFault)
            throw .badRequest
        }
        let isOpen = step { state, now in
            guard state.session.engine.isPolling else { return (false, []) }
            let actions = state.session.step(at: now) { $0.received(packets, at: now) }
            return (!state.session.engine.isClosed || packets.contains(.close), actions)
        }
        guard isOpen else { throw .badRequest }
        await waitForRoom()
    }

    // MARK: WebSockets

    /// Lives in a WebSocket until it ends: the session's own from its start, or one that shall replace long polling.
    func live(in webSocket: WebSocket, as first: EngineSession.Link?) async {
        let link = attach(webSocket, as: first)
        do {
            for try await message in webSocket.mixedMessages {
                let packet: EnginePacket? =
                    switch message {
                    case .text(let text): try? EnginePacket(text: Array(text.utf8)[...])
                    case .binary(let bytes): .binary(Array(bytes.readableBytesView))
                    }
                step { state, now in
                    state.session.step(at: now) { $0.received(packet, from: link, at: now) }
                }
                await waitForRoom()
            }
        } catch {
            // Its network broke, or it broke the rules of WebSockets: in either case it is gone.
        }
        step { state, now in
            state.links[link] = nil
            return state.session.step(at: now) { $0.lost(link) }
        }
    }

    private func attach(_ webSocket: WebSocket, as first: EngineSession.Link?) -> EngineSession.Link {
        step { state, now in
            state.issued += 1
            let link = first ?? EngineSession.Link(number: state.issued)
            state.links[link] = webSocket
            return (
                link, state.session.step(at: now) { first == nil ? $0.attach(link, at: now) : $0.start() }
            )
        }
    }

    // MARK: Sockets

    func emit(_ packets: [WirePacket], to key: SocketSession.SocketKey) -> Delivery {
        step { state, now in state.session.emit(packets, to: key, at: now) }
    }

    func acknowledge(_ packets: [WirePacket], to key: SocketSession.SocketKey) {
        step { state, now in state.session.acknowledge(packets, to: key, at: now) }
    }

    func disconnect(_ key: SocketSession.SocketKey, telling word: [WirePacket]) {
        step { state, now in state.session.disconnect(key, telling: word, at: now) }
    }

    func join(_ name: String?, _ socket: Socket) {
        state.withLock { state in
            // Both under the lock: after its departure a socket must not come in again.
            guard state.session.has(socket.key) else { return }
            registry.rooms.withLock {
                $0.insert(socket, into: Rooms.Room(namespace: socket.namespace, name: name))
            }
        }
    }

    func leave(_ name: String, _ socket: Socket) {
        registry.rooms.withLock {
            $0.remove(socket, from: Rooms.Room(namespace: socket.namespace, name: name))
        }
    }

    func close(_ reason: DisconnectReason) {
        step { state, now in state.session.close(reason, at: now) }
    }

    // MARK: Handlers

    /// Does the work of the namespaces' handlers, one after the other, until the client is gone and all is done.
    func work() async {
        var admitted: Set<SocketSession.SocketKey> = []
        for await job in jobs {
            await perform(job, &admitted)
            let readers = state.withLock { state -> [CheckedContinuation<Void, Never>] in
                state.unfinishedJobs -= 1
                guard state.unfinishedJobs < Self.maximumUnfinishedJobs else { return [] }
                defer { state.readers = [] }
                return state.readers
            }
            for reader in readers { reader.resume() }
        }
    }

    private func perform(_ job: SocketSession.Job, _ admitted: inout Set<SocketSession.SocketKey>) async {
        switch job {
        case .connect(let key, let auth):
            guard let handler = registry.handlers[key.namespace] else { return }
            let socket = Socket(key: key, connection: self)
            join(nil, socket)
            let admission = await handler.connect(socket, auth: auth, handshake: handshake)
            if admission == .accept {
                admitted.insert(key)
            } else {
                registry.rooms.withLock { $0.removeAll(of: socket) }
            }
            step { state, now in state.session.decided(key, admission, at: now) }
        case .event(let key, let name, let arguments, let acknowledgementID):
            await registry.handlers[key.namespace]?.event(
                name, arguments, from: Socket(key: key, connection: self),
                acknowledgement: acknowledgementID.map { Acknowledgement(key, id: $0, connection: self) })
        case .drained(let key):
            guard admitted.contains(key) else { return }
            await registry.handlers[key.namespace]?.drained(Socket(key: key, connection: self))
        case .disconnect(let key, let reason):
            guard admitted.remove(key) != nil else { return }
            await registry.handlers[key.namespace]?.disconnect(
                Socket(key: key, connection: self), reason: reason)
        }
    }

    /// Returns once handlers have caught up: until then the client is not read, so that its own network holds it back.
    private func waitForRoom() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.unfinishedJobs >= Self.maximumUnfinishedJobs, !state.session.engine.isClosed
                else {
                    return true
                }
                state.readers.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    // MARK: -

    private func step(_ body: (inout State, ContinuousClock.Instant) -> [Session.Action]) {
        step { state, now in ((), body(&state, now)) }
    }

    private func step<Result: Sendable>(
        _ body: (inout State, ContinuousClock.Instant) -> (Result, [Session.Action])
    ) -> Result {
        let now = ContinuousClock.now
        let (result, work) = state.withLock { state -> (Result, [Work]) in
            let (result, actions) = body(&state, now)
            var work = actions.compactMap { prepare($0, &state) }
            if let due = state.session.due, state.timerDue.map({ due < $0 }) ?? true {
                state.timerDue = due
                work.append(.schedule(due))
            }
            return (result, work)
        }
        for item in work { perform(item, now) }
        return result
    }

    private func prepare(_ action: Session.Action, _ state: inout State) -> Work? {
        switch action {
        case .answer(let poll, let packets):
            return state.polls.removeValue(forKey: poll).map { .resume($0, .packets(packets)) }
        case .refuse(let poll, let refusal):
            return state.polls.removeValue(forKey: poll).map { .resume($0, .refused(refusal)) }
        case .write(let link, let packets): return state.links[link].map { .post($0, link, packets) }
        case .close(let link): return state.links[link].map { .close($0) }
        case .job(let job):
            if case .disconnect(let key, _) = job {
                registry.rooms.withLock { $0.removeAll(of: Socket(key: key, connection: self)) }
            }
            state.unfinishedJobs += 1
            queue.yield(job)
            return nil
        case .ended:
            queue.finish()
            registry.remove(id)
            defer { state.readers = [] }
            return .release(state.readers)
        }
    }

    private func perform(_ work: Work, _ now: ContinuousClock.Instant) {
        switch work {
        case .resume(let continuation, let answer): continuation.resume(returning: answer)
        case .post(let webSocket, let link, let packets):
            webSocket.post(packets.map { $0.isText ? .text($0.bytes) : .binary($0.bytes) }) {
                self.step { state, now in state.session.step(at: now) { $0.written(link) } }
            }
        case .close(let webSocket): webSocket.close()
        case .schedule(let due):
            // Not held on to: a client that has left is not kept for the sake of its next ping.
            eventLoop.scheduleTask(in: .nanoseconds((due - now).nanoseconds)) { [weak self] in
                self?.timer(due)
            }
        case .release(let readers): for reader in readers { reader.resume() }
        }
    }

    private func timer(_ due: ContinuousClock.Instant) {
        step { state, now in
            if state.timerDue == due { state.timerDue = nil }
            return state.session.advance(to: now)
        }
    }
}

extension Duration {
    /// Whole nanoseconds; enough for three hundred years.
    fileprivate var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
