/// One session of Engine.IO: heartbeats, what waits for the client, and the transport it travels by.
///
/// A value without clock or network: time comes in, effects go out in the order in which to perform them.
struct EngineSession: Sendable, Equatable {
    /// A waiting request of long polling.
    struct Poll: Sendable, Hashable { let number: Int }
    /// A WebSocket.
    struct Link: Sendable, Hashable { let number: Int }

    enum Effect: Sendable, Equatable {
        /// Answers a request of long polling.
        case answer(Poll, [WirePacket])
        case refuse(Poll, EngineRefusal)
        /// Writes to a WebSocket and reports when that is done; until then there is no other write to it.
        case write(Link, [WirePacket])
        case close(Link)
        case received(EngineMessage)
        /// After an event did not find room: now there is.
        case drained
        /// Nothing follows.
        case closed(DisconnectReason)
    }

    private enum Transport: Equatable {
        case polling(Poll?)
        case webSocket(Link, isWriting: Bool)
    }
    private enum Heartbeat: Equatable {
        case pingDue(ContinuousClock.Instant)
        case pongDue(ContinuousClock.Instant)
    }
    /// A WebSocket that shall replace long polling.
    private struct Candidate: Equatable {
        let link: Link
        let due: ContinuousClock.Instant
        var isProven = false
        var isWriting = false
    }
    /// How long a poll that an upgrade makes useless may still wait for something to say.
    ///
    /// It has to end: only then does the client upgrade.
    private static let farewellPollTime = Duration.milliseconds(100)

    /// Packets in one answer of long polling: python-engineio takes more for an attack, and gives the session up.
    private static let maximumAnswer = 16

    let id: String
    private let settings: SocketIOSettings
    private var transport: Transport
    private var heartbeat: Heartbeat
    private var candidate: Candidate?
    private var emptyAnswerDue: ContinuousClock.Instant?
    /// Polls that came while an upgrade was under way; nil while none is.
    ///
    /// They are refused, though not before the client has the answer to its probe: it would take the session for lost.
    private var latePolls: [Poll]?
    private var waiting: [WirePacket]
    private var waitingBytes = 0
    /// Handed to the WebSocket, which has not taken it yet.
    private var writingPackets = 0
    private var writingBytes = 0
    private var hasRefused = false
    private(set) var isClosed = false

    /// A session that begins with long polling, whose first answer is the opening packet.
    init(id: String, settings: SocketIOSettings, now: ContinuousClock.Instant) {
        self.init(id: id, settings: settings, transport: .polling(nil), upgrades: ["websocket"], now: now)
    }

    /// A session that begins with a WebSocket; ``start()`` writes the opening packet.
    init(id: String, settings: SocketIOSettings, link: Link, now: ContinuousClock.Instant) {
        self.init(
            id: id, settings: settings, transport: .webSocket(link, isWriting: false), upgrades: [], now: now)
    }

    private init(
        id: String, settings: SocketIOSettings, transport: Transport, upgrades: [String],
        now: ContinuousClock.Instant
    ) {
        self.id = id
        self.settings = settings
        self.transport = transport
        heartbeat = .pingDue(now + settings.pingInterval)
        waiting = [.open(sessionID: id, upgrades: upgrades, settings: settings)]
        waitingBytes = waiting[0].size
    }

    /// Whether requests of long polling belong here; after the upgrade they do not.
    var isPolling: Bool {
        guard !isClosed, latePolls == nil else { return !isClosed }
        return if case .polling = transport { true } else { false }
    }

    /// When ``advance(to:)`` has something to do; nil for never.
    var due: ContinuousClock.Instant? {
        guard !isClosed else { return nil }
        let beat: ContinuousClock.Instant =
            switch heartbeat {
            case .pingDue(let instant), .pongDue(let instant): instant
            }
        // Asked for after each step, so without the array that would say it shorter.
        return min(beat, candidate?.due ?? beat, emptyAnswerDue ?? beat)
    }

    /// Lets time pass.
    mutating func advance(to now: ContinuousClock.Instant) -> [Effect] {
        guard !isClosed else { return [] }
        var effects: [Effect] = []
        if case .pingDue(let due) = heartbeat, due <= now {
            // A ping that leaves late costs the client some of its time, yet no more than a quarter.
            heartbeat = .pongDue(max(due, now - settings.pingTimeout / 4) + settings.pingTimeout)
            effects += sendControl([.ping])
        }
        if case .pongDue(let due) = heartbeat, due <= now { return effects + close(.pingTimeout) }
        if let candidate, candidate.due <= now {
            self.candidate = nil
            emptyAnswerDue = nil
            effects.append(.close(candidate.link))
        }
        if let due = emptyAnswerDue, due <= now { effects += answerEmpty() }
        return effects
    }

    // MARK: Long polling

    /// A client asks for what there is.
    mutating func poll(_ poll: Poll, at now: ContinuousClock.Instant) -> [Effect] {
        var effects = advance(to: now)
        guard !isClosed else { return effects + [.refuse(poll, .unknownSession)] }
        guard case .polling(let earlier) = transport else {
            guard latePolls != nil else { return effects + [.refuse(poll, .badRequest)] }
            latePolls?.append(poll)
            return effects
        }
        guard earlier == nil else {
            // Two readers would each get half of the messages.
            return effects + close(.protocolFault) + [.refuse(poll, .badRequest)]
        }
        transport = .polling(poll)
        effects += flush()
        prepareEmptyAnswer(at: now)
        return effects
    }

    /// The packets of one request of long polling.
    mutating func received(_ packets: [EnginePacket], at now: ContinuousClock.Instant) -> [Effect] {
        var effects = advance(to: now)
        for packet in packets where !isClosed { effects += received(packet, now) }
        return effects
    }

    /// The client of a poll went away: what it was told is lost, and so is the session.
    mutating func lost(_ poll: Poll) -> [Effect] {
        guard case .polling(poll) = transport else { return [] }
        return close(.transportClosed)
    }

    // MARK: WebSockets

    /// Writes the opening packet to the WebSocket the session began with.
    mutating func start() -> [Effect] { flush() }

    /// A WebSocket asks to replace long polling.
    mutating func attach(_ link: Link, at now: ContinuousClock.Instant) -> [Effect] {
        let effects = advance(to: now)
        guard isPolling, latePolls == nil, candidate == nil else { return effects + [.close(link)] }
        candidate = Candidate(link: link, due: now + settings.upgradeTimeout)
        return effects
    }

    /// A packet from a WebSocket; nil for a message that is no packet.
    mutating func received(
        _ packet: EnginePacket?, from link: Link, at now: ContinuousClock.Instant
    ) -> [Effect] {
        let effects = advance(to: now)
        guard !isClosed else { return effects }
        if case .webSocket(link, _) = transport {
            return effects + (packet.map { received($0, now) } ?? close(.protocolFault))
        }
        guard var candidate, candidate.link == link else { return effects }
        switch packet {
        case .probe where !candidate.isProven:
            candidate.isProven = true
            candidate.isWriting = true
            self.candidate = candidate
            prepareEmptyAnswer(at: now)
            return effects + [.write(link, [.probeAnswer])]
        case .upgrade where candidate.isProven: return effects + upgrade(to: candidate)
        default:
            // Long polling goes on.
            self.candidate = nil
            emptyAnswerDue = nil
            return effects + [.close(link)]
        }
    }

    /// A write is done.
    mutating func written(_ link: Link) -> [Effect] {
        if candidate?.link == link { candidate?.isWriting = false }
        guard !isClosed, case .webSocket(link, isWriting: true) = transport else { return [] }
        transport = .webSocket(link, isWriting: false)
        writingPackets = 0
        writingBytes = 0
        return refuseLatePolls() + flush() + drained()
    }

    /// A WebSocket is gone.
    mutating func lost(_ link: Link) -> [Effect] {
        if case .webSocket(link, _) = transport { return close(.transportClosed) }
        if candidate?.link == link {
            candidate = nil
            emptyAnswerDue = nil
        }
        return []
    }

    // MARK: Sending

    /// Sends one event, which may be several packets, if there is room.
    mutating func send(_ packets: [WirePacket]) -> (Delivery, [Effect]) {
        guard !isClosed else { return (.closed, []) }
        guard hasRoom(for: packets, times: 1) else {
            hasRefused = true
            return (.full, [])
        }
        append(packets)
        return (.accepted, flush())
    }

    /// Sends what cannot be left out; a client that does not take even that is cut off.
    mutating func sendControl(_ packets: [WirePacket]) -> [Effect] {
        guard !isClosed else { return [] }
        guard hasRoom(for: packets, times: 2) else { return close(.tooSlow) }
        append(packets)
        return flush()
    }

    /// Ends the session; a poll that waits is told.
    mutating func close(_ reason: DisconnectReason) -> [Effect] {
        guard !isClosed else { return [] }
        isClosed = true
        var effects: [Effect] = []
        switch transport {
        case .polling(let poll?):
            let farewell = reason == .clientLeft ? WirePacket.noop : .close
            effects.append(.answer(poll, waiting.prefix(Self.maximumAnswer - 1) + [farewell]))
        case .polling(nil): break
        case .webSocket(let link, _): effects.append(.close(link))
        }
        effects += refuseLatePolls()
        if let candidate { effects.append(.close(candidate.link)) }
        waiting = []
        return effects + [.closed(reason)]
    }

    // MARK: -

    private mutating func received(_ packet: EnginePacket, _ now: ContinuousClock.Instant) -> [Effect] {
        switch packet {
        case .pong:
            heartbeat = .pingDue(now + settings.pingInterval)
            return []
        case .text(let text): return [.received(.text(text))]
        case .binary(let bytes): return [.received(.binary(bytes))]
        case .close: return close(.clientLeft)
        case .noop: return []
        case .probe, .upgrade: return close(.protocolFault)
        }
    }

    private mutating func upgrade(to candidate: Candidate) -> [Effect] {
        // A client that upgrades has stopped polling.
        latePolls = []
        if case .polling(let poll?) = transport { latePolls = [poll] }
        transport = .webSocket(candidate.link, isWriting: candidate.isWriting)
        self.candidate = nil
        emptyAnswerDue = nil
        return candidate.isWriting ? [] : refuseLatePolls() + flush()
    }

    private mutating func refuseLatePolls() -> [Effect] {
        defer { latePolls = nil }
        return (latePolls ?? []).map { .refuse($0, .badRequest) }
    }

    private mutating func prepareEmptyAnswer(at now: ContinuousClock.Instant) {
        guard candidate?.isProven == true, case .polling(.some) = transport else { return }
        emptyAnswerDue = now + Self.farewellPollTime
    }

    private mutating func answerEmpty() -> [Effect] {
        emptyAnswerDue = nil
        guard case .polling(let poll?) = transport else { return [] }
        transport = .polling(nil)
        return [.answer(poll, [.noop])]
    }

    private func hasRoom(for packets: [WirePacket], times factor: Int) -> Bool {
        let bytes = packets.reduce(waitingBytes + writingBytes) { $0 + $1.size }
        let count = waiting.count + writingPackets
        // What is too large for an empty buffer would be too large for ever.
        return count == 0
            || bytes <= settings.maximumWaitingBytes * factor
                && count + packets.count <= settings.maximumWaitingPackets * factor
    }

    private mutating func append(_ packets: [WirePacket]) {
        for packet in packets {
            waiting.append(packet)
            waitingBytes += packet.size
        }
    }

    /// Hands on what waits, if the client can take it.
    private mutating func flush() -> [Effect] {
        guard !isClosed, !waiting.isEmpty else { return [] }
        switch transport {
        case .polling(let poll?):
            transport = .polling(nil)
            emptyAnswerDue = nil
            return [.answer(poll, takeWaiting(Self.maximumAnswer))] + drained()
        case .webSocket(let link, isWriting: false):
            writingPackets = waiting.count
            writingBytes = waitingBytes
            transport = .webSocket(link, isWriting: true)
            return [.write(link, takeWaiting(waiting.count))]
        case .polling(nil), .webSocket(_, isWriting: true): return []
        }
    }

    private mutating func takeWaiting(_ count: Int) -> [WirePacket] {
        guard waiting.count > count else {
            defer {
                waiting = []
                waitingBytes = 0
            }
            return waiting
        }
        let packets = Array(waiting[..<count])
        waiting.removeFirst(count)
        waitingBytes -= packets.reduce(0) { $0 + $1.size }
        return packets
    }

    /// Half empty, so that not every single event is refused and asked for again.
    private mutating func drained() -> [Effect] {
        guard hasRefused, waitingBytes + writingBytes <= settings.maximumWaitingBytes / 2,
            waiting.count + writingPackets <= settings.maximumWaitingPackets / 2
        else { return [] }
        hasRefused = false
        return [.drained]
    }
}

/// A message of Engine.IO, in which Socket.IO packs its packets.
enum EngineMessage: Sendable, Equatable {
    case text(ArraySlice<UInt8>)
    case binary([UInt8])
}
