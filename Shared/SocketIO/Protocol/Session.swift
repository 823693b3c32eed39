/// A client's connection as a whole: Engine.IO below, Socket.IO above, no network and no clock.
struct Session: Sendable, Equatable {
    enum Action: Sendable, Equatable {
        case answer(EngineSession.Poll, [WirePacket])
        case refuse(EngineSession.Poll, EngineRefusal)
        case write(EngineSession.Link, [WirePacket])
        case close(EngineSession.Link)
        case job(SocketSession.Job)
        /// Nothing follows.
        case ended
    }

    /// What messages are for.
    enum Layer: Sendable, Equatable {
        case sockets(SocketSession)
        /// Engine.IO alone: each message is sent back, which is what its conformance suite asks of a server.
        case echo
    }

    private(set) var engine: EngineSession
    private var layer: Layer

    /// A session that has just begun.
    init(engine: EngineSession, layer: Layer) {
        self.engine = engine
        self.layer = layer
    }

    /// When ``advance(to:)`` has something to do; nil for never.
    var due: ContinuousClock.Instant? {
        guard let own = engine.due else { return nil }
        return sockets?.due.map { min($0, own) } ?? own
    }

    private var sockets: SocketSession? {
        if case .sockets(let sockets) = layer { sockets } else { nil }
    }

    /// Lets time pass.
    mutating func advance(to now: ContinuousClock.Instant) -> [Action] {
        var actions = absorb(engine.advance(to: now), now)
        if let due = sockets?.due, due <= now { actions += close(.idle, at: now) }
        return actions
    }

    /// Does something at the level of Engine.IO, and whatever follows from it.
    mutating func step(
        at now: ContinuousClock.Instant, _ body: (inout EngineSession) -> [EngineSession.Effect]
    ) -> [Action] {
        absorb(body(&engine), now)
    }

    /// Ends everything.
    mutating func close(_ reason: DisconnectReason, at now: ContinuousClock.Instant) -> [Action] {
        absorb(engine.close(reason), now)
    }

    /// A handler's decision about a socket.
    mutating func decided(
        _ key: SocketSession.SocketKey, _ admission: Admission, at now: ContinuousClock.Instant
    ) -> [Action] {
        apply({ $0.decided(key, admission, at: now) }, now)
    }

    /// Ends one socket.
    mutating func disconnect(
        _ key: SocketSession.SocketKey, telling word: [WirePacket] = [], at now: ContinuousClock.Instant
    ) -> [Action] {
        apply({ $0.disconnect(key, telling: word, at: now) }, now)
    }

    /// Whether the socket is connected, or may become so.
    func has(_ key: SocketSession.SocketKey) -> Bool { sockets?.has(key) ?? false }

    /// Sends an event to a socket, if there is room.
    mutating func emit(
        _ packets: [WirePacket], to key: SocketSession.SocketKey, at now: ContinuousClock.Instant
    ) -> (Delivery, [Action]) {
        guard case .sockets(var sockets) = layer else { return (.closed, []) }
        // Given up for the time being: two owners would make every change a copy.
        layer = .echo
        let offer = sockets.offer(packets, to: key)
        layer = .sockets(sockets)
        guard offer == .accepted else { return (offer ?? .accepted, []) }
        let (delivery, effects) = engine.send(packets)
        return (delivery, absorb(effects, now))
    }

    /// Answers an event, for which there is always room until the client is cut off.
    mutating func acknowledge(
        _ packets: [WirePacket], to key: SocketSession.SocketKey, at now: ContinuousClock.Instant
    ) -> [Action] {
        has(key) ? absorb(engine.sendControl(packets), now) : []
    }

    private mutating func apply(
        _ body: (inout SocketSession) -> [SocketSession.Effect], _ now: ContinuousClock.Instant
    ) -> [Action] {
        guard case .sockets(var sockets) = layer else { return [] }
        layer = .echo
        let effects = body(&sockets)
        layer = .sockets(sockets)
        return effects.flatMap { perform($0, now) }
    }

    private mutating func perform(
        _ effect: SocketSession.Effect, _ now: ContinuousClock.Instant
    ) -> [Action] {
        switch effect {
        case .send(let packets): absorb(engine.sendControl(packets), now)
        case .job(let job): [.job(job)]
        }
    }

    private mutating func absorb(
        _ effects: [EngineSession.Effect], _ now: ContinuousClock.Instant
    ) -> [Action] {
        var actions: [Action] = []
        for effect in effects {
            switch effect {
            case .answer(let poll, let packets): actions.append(.answer(poll, packets))
            case .refuse(let poll, let refusal): actions.append(.refuse(poll, refusal))
            case .write(let link, let packets): actions.append(.write(link, packets))
            case .close(let link): actions.append(.close(link))
            case .received(let message): actions += received(message, now)
            case .drained: actions += (sockets?.sockets ?? []).map { .job(.drained($0)) }
            case .closed(let reason):
                actions += apply({ $0.closed(reason) }, now)
                actions.append(.ended)
            }
        }
        return actions
    }

    private mutating func received(_ message: EngineMessage, _ now: ContinuousClock.Instant) -> [Action] {
        // What came in one request with the packet that ended it all is void.
        guard !engine.isClosed else { return [] }
        var fault: ProtocolFault?
        guard case .sockets = layer else { return absorb(engine.sendControl(message.echo), now) }
        let actions = apply(
            { sockets in
                do throws(ProtocolFault) {
                    return try sockets.received(message, at: now)
                } catch {
                    fault = error
                    return []
                }
            }, now)
        return fault == nil ? actions : actions + close(.protocolFault, at: now)
    }
}
