/// Socket.IO upon one session of Engine.IO: which namespaces the client is connected to, and packets in parts.
///
/// A value; it is told what came, and answers with what to do.
struct SocketSession: Sendable, Equatable {
    enum Effect: Sendable, Equatable {
        /// To the client, and not to be left out.
        case send([WirePacket])
        case job(Job)
    }

    /// What a namespace's handler has to do, one after the other.
    enum Job: Sendable, Equatable {
        case connect(SocketKey, auth: Argument?)
        case event(SocketKey, name: String, arguments: [Argument], acknowledgementID: UInt64?)
        case drained(SocketKey)
        case disconnect(SocketKey, DisconnectReason)
    }

    struct SocketKey: Sendable, Hashable {
        let namespace: String
        let id: String
    }

    private enum Membership: Equatable {
        /// The handler has not decided yet; what it emits meanwhile follows its decision.
        case connecting(SocketKey, held: [[WirePacket]])
        case connected(SocketKey)
        /// What the client had sent before it knew is ignored.
        case left
    }

    /// An event or an acknowledgement whose bytes have not all come.
    private struct Partial: Equatable {
        let packet: SocketPacket
        var attachments: [[UInt8]]
        var size: Int
    }

    /// Events that may wait for a handler's decision.
    private static let maximumHeld = 256

    private let known: Set<String>
    private let maximumPayload: Int
    private let connectTimeout: Duration
    private let idPrefix: String
    private var issued = 0
    private var memberships: [String: Membership] = [:]
    private var partial: Partial?
    private(set) var due: ContinuousClock.Instant?

    /// A session that knows these namespaces; the ids of its sockets begin with `idPrefix`.
    init(known: Set<String>, idPrefix: String, settings: SocketIOSettings, now: ContinuousClock.Instant) {
        self.known = known
        self.idPrefix = idPrefix
        maximumPayload = settings.maximumPayload
        connectTimeout = settings.connectTimeout
        due = now + connectTimeout
    }

    /// Sockets that are connected or may become so.
    var sockets: [SocketKey] {
        memberships.values.compactMap { membership in
            switch membership {
            case .connecting(let key, _), .connected(let key): key
            case .left: nil
            }
        }.sorted { $0.id < $1.id }
    }

    /// A message of the client.
    mutating func received(
        _ message: EngineMessage, at now: ContinuousClock.Instant
    ) throws(ProtocolFault) -> [Effect] {
        switch message {
        case .text(let bytes):
            guard partial == nil else { throw .unexpected }
            let packet = try SocketPacket(bytes)
            guard packet.kind.isBinary, packet.attachmentCount > 0 else {
                return try received(packet, payload: packet.payload, now)
            }
            partial = Partial(packet: packet, attachments: [], size: bytes.count)
            return []
        case .binary(let bytes):
            guard var partial else { throw .unexpected }
            partial.attachments.append(bytes)
            partial.size += bytes.count
            guard partial.size <= maximumPayload else { throw .tooLarge }
            guard partial.attachments.count == partial.packet.attachmentCount else {
                self.partial = partial
                return []
            }
            self.partial = nil
            let payload = try partial.packet.payload?.completed(with: partial.attachments)
            return try received(partial.packet, payload: payload, now)
        }
    }

    private mutating func received(
        _ packet: SocketPacket, payload: Argument?, _ now: ContinuousClock.Instant
    ) throws(ProtocolFault) -> [Effect] {
        let namespace = packet.namespace
        guard packet.kind != .connect else { return try connect(to: namespace, auth: payload) }
        switch memberships[namespace] {
        case .left: return []
        // A client may speak once it has been let in.
        case nil, .connecting: throw .unexpected
        case .connected(let key):
            switch packet.kind {
            case .disconnect: return leave(key, .clientLeft, now)
            case .event, .binaryEvent:
                guard case .array(let elements)? = payload, let name = elements.first?.text else {
                    throw .malformed
                }
                return [
                    .job(
                        .event(
                            key, name: name, arguments: Array(elements.dropFirst()),
                            acknowledgementID: packet.acknowledgementID))
                ]
            // No event of ours asks for one.
            case .acknowledgement, .binaryAcknowledgement: return []
            case .connect, .connectError: throw .unexpected
            }
        }
    }

    private mutating func connect(to namespace: String, auth: Argument?) throws(ProtocolFault) -> [Effect] {
        guard known.contains(namespace) else {
            return [.send([Self.refusal(namespace, "Invalid namespace", data: nil)])]
        }
        switch memberships[namespace] {
        case .connecting, .connected: throw .unexpected
        case nil, .left: break
        }
        issued += 1
        let key = SocketKey(namespace: namespace, id: "\(idPrefix)\(issued)")
        memberships[namespace] = .connecting(key, held: [])
        due = nil
        return [.job(.connect(key, auth: auth))]
    }

    /// The handler's decision about a socket.
    mutating func decided(
        _ key: SocketKey, _ admission: Admission, at now: ContinuousClock.Instant
    ) -> [Effect] {
        guard case .connecting(key, let held) = memberships[key.namespace] else { return [] }
        switch admission {
        case .accept:
            memberships[key.namespace] = .connected(key)
            let answer = SocketPacket.control(
                .connect, namespace: key.namespace, json: #"{"sid":"\#(key.id)"}"#)
            return [.send([answer])] + held.map { .send($0) }
        case .refuse(let message, let data):
            memberships[key.namespace] = nil
            startWaiting(at: now)
            return [.send([Self.refusal(key.namespace, message, data: data)])]
        }
    }

    /// Whether an event may go to the socket now; nil if it was held back instead.
    mutating func offer(_ packets: [WirePacket], to key: SocketKey) -> Delivery? {
        switch memberships[key.namespace] {
        case .connected(key): return .accepted
        case .connecting(key, var held):
            guard held.count < Self.maximumHeld else { return .full }
            held.append(packets)
            memberships[key.namespace] = .connecting(key, held: held)
            return nil
        case nil, .left, .connecting, .connected: return .closed
        }
    }

    /// Whether the socket is connected, or may become so.
    func has(_ key: SocketKey) -> Bool {
        switch memberships[key.namespace] {
        case .connected(key), .connecting(key, _): true
        case nil, .left, .connecting, .connected: false
        }
    }

    /// This side ends a socket, with an event as its last word where the client has been let in.
    mutating func disconnect(
        _ key: SocketKey, telling word: [WirePacket] = [], at now: ContinuousClock.Instant
    ) -> [Effect] {
        guard has(key) else { return [] }
        let goodbye = SocketPacket.control(.disconnect, namespace: key.namespace)
        let word = memberships[key.namespace] == .connected(key) ? word : []
        return [.send(word + [goodbye])] + leave(key, .serverLeft, now)
    }

    /// The session is over.
    mutating func closed(_ reason: DisconnectReason) -> [Effect] {
        let jobs = sockets.map { Effect.job(.disconnect($0, reason)) }
        memberships = [:]
        due = nil
        return jobs
    }

    private mutating func leave(
        _ key: SocketKey, _ reason: DisconnectReason, _ now: ContinuousClock.Instant
    ) -> [Effect] {
        memberships[key.namespace] = .left
        startWaiting(at: now)
        return [.job(.disconnect(key, reason))]
    }

    /// A connection without any namespace is of no use, and is given up after a time.
    private mutating func startWaiting(at now: ContinuousClock.Instant) {
        if sockets.isEmpty { due = now + connectTimeout }
    }

    private static func refusal(_ namespace: String, _ message: String, data: Argument?) -> WirePacket {
        var members = [Argument.Member("message", .text(message))]
        if let data { members.append(Argument.Member("data", data)) }
        return SocketPacket.control(.connectError, namespace: namespace, json: Argument.object(members).json)
    }
}
