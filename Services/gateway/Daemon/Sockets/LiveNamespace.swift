import GatewayCore
import Logging
import ServiceLifecycle
import ServiceRuntime
import SocketIO
import Synchronization

/// What happens in Socket.IO's main namespace: clients show their key, subscribe to topics, are answered with their
/// state, and told what happens after it.
final class LiveNamespace: NamespaceHandler, Service {
    private struct Client {
        let right: LiveRight
        var subscriptions: [String: SocketSubscription] = [:]
    }
    private let streams: EventStreams
    private let gatekeeper: Gatekeeper
    private let rights: LiveRights
    private let logger: Logger
    private let clients = Mutex<[String: Client]>([:])
    /// Subscriptions that are to run, handed to the task group that runs them.
    private let opened: AsyncStream<SocketSubscription>
    private let open: AsyncStream<SocketSubscription>.Continuation
    /// Subscriptions of one connection: more than any page shows, and few enough to look through.
    private static let limit = 64

    private static let path = "/socket.io/"

    init(streams: EventStreams, gatekeeper: Gatekeeper, rights: LiveRights, logger: Logger) {
        self.streams = streams
        self.gatekeeper = gatekeeper
        self.rights = rights
        self.logger = logger
        (opened, open) = AsyncStream.makeStream()
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for await subscription in self.opened {
                    group.addTask(executorPreference: subscription.executor) { await subscription.run() }
                }
                group.cancelAll()
            }
        }
    }

    // MARK: Connections

    /// Counted and logged like any request: the keys that are refused by address, the others by key.
    func connect(_ socket: Socket, auth: Argument?, handshake: Handshake) async -> Admission {
        let start = ContinuousClock.now
        do {
            let caller = try await caller(auth, handshake)
            let right = rights.hold(caller, for: EventStreams.access) { problem in
                // What waits for the client goes ahead of it, and none of that is from after this.
                let document = Self.document(of: problem).encoded
                socket.disconnect(telling: OutgoingEvent(EventNotice.closed, [.raw(document)]))
            }
            clients.withLock { $0[socket.id] = Client(right: right) }
            log("CONNECT", status: 200, since: start, by: caller)
            return .accept
        } catch {
            let problem = problem(of: error)
            log("CONNECT", status: problem.status, since: start, by: nil)
            return .refuse(
                problem.status == 401 ? "unauthorized" : problem.title,
                data: .raw(Self.document(of: problem).encoded))
        }
    }

    private func caller(_ auth: Argument?, _ handshake: Handshake) async throws -> Caller {
        // Browsers cannot send headers with a WebSocket, so that the credentials come with the CONNECT packet.
        let caller = try await gatekeeper.admit(
            presenting: auth?["token"]?.text ?? Gatekeeper.key(in: handshake.headers),
            from: ClientAddress.text(
                handshake.headers, from: handshake.remoteAddress, proxies: gatekeeper.trustedProxies),
            toChange: false
        ).caller
        try caller.require(EventStreams.access)
        return caller
    }

    private func problem(of error: any Error) -> Problem {
        Problem(of: (error as? Refusal)?.problem ?? error, logger: logger, path: Self.path)
    }

    private static func document(of problem: Problem) -> JSONValue { problem.document(instance: path) }

    /// Never what was shown or sent, which holds keys.
    private func log(
        _ method: String, status: Int, since start: ContinuousClock.Instant, by caller: Caller?,
        target: String? = nil
    ) {
        var further: Logger.Metadata = [:]
        if let caller { further[LogKey.key] = "\(caller.keyID)" }
        if let target { further[LogKey.target] = "\(target)" }
        logger.answered(method, Self.path, status: status, since: start, further: further)
    }

    func disconnect(_ socket: Socket, reason: DisconnectReason) async {
        guard let client = clients.withLock({ $0.removeValue(forKey: socket.id) }) else { return }
        rights.release(client.right)
        for subscription in client.subscriptions.values { subscription.end() }
    }

    func drained(_ socket: Socket) async {
        let subscriptions = clients.withLock { Array(($0[socket.id]?.subscriptions ?? [:]).values) }
        for subscription in subscriptions { subscription.drained() }
    }

    // MARK: Requests

    func event(
        _ name: String, _ arguments: [Argument], from socket: Socket, acknowledgement: Acknowledgement?
    ) async {
        let body = arguments.first ?? .null
        do {
            let (answer, subscriptions) = try await answer(name, body, from: socket)
            acknowledgement?.send(.raw(answer.encoded))
            // Not before the answer: a client is to know its state when the first change comes.
            for subscription in subscriptions { open.yield(subscription) }
        } catch {
            acknowledgement?.send(.raw(Self.refusal(problem(of: error)).encoded))
        }
    }

    private static func refusal(_ problem: Problem) -> JSONValue {
        ["ok": false, "error": document(of: problem)]
    }

    private func answer(
        _ name: String, _ body: Argument, from socket: Socket
    ) async throws -> (JSONValue, [SocketSubscription]) {
        guard let document = try? JSONParser.parse(Array(body.json.utf8)) else {
            throw Problem.invalid([.init(["body"], "must be a JSON object", kind: "json_invalid")])
        }
        switch name {
        case "subscribe":
            let (answer, subscription) = try await subscribe(document, socket)
            return (answer, [subscription])
        case "resume":
            guard case .array(let items) = document["subscriptions"], !items.isEmpty else {
                throw Problem.invalid([
                    .init(["body", "subscriptions"], "must be a list of subscriptions", kind: "value_error")
                ])
            }
            var answers: [JSONValue] = []
            var subscriptions: [SocketSubscription] = []
            for item in items {
                do {
                    let (answer, subscription) = try await subscribe(item, socket)
                    answers.append(answer)
                    subscriptions.append(subscription)
                } catch {
                    answers.append(Self.refusal(problem(of: error)))
                }
            }
            return (["ok": true, "subscriptions": .array(answers)], subscriptions)
        case "unsubscribe":
            let name = try document.text("subscription") ?? EventRequest(document).filter.name
            let ended = clients.withLock { $0[socket.id]?.subscriptions.removeValue(forKey: name) }
            ended?.end()
            return (["ok": true, "subscription": .text(name), "wasSubscribed": .boolean(ended != nil)], [])
        default:
            throw Problem.notFound(
                "There is no event \(name.prefix(64)): send subscribe, unsubscribe or resume.")
        }
    }

    /// One request like any other.
    private func subscribe(
        _ document: JSONValue, _ socket: Socket
    ) async throws -> (JSONValue, SocketSubscription) {
        let start = ContinuousClock.now
        guard let caller = clients.withLock({ $0[socket.id]?.right.caller }) else {
            throw Problem.unauthorized
        }
        do {
            try await gatekeeper.count(caller, toChange: false)
            let made = try await makeSubscription(document, socket)
            log("SUBSCRIBE", status: 200, since: start, by: caller, target: made.1.filter.name)
            return made
        } catch {
            let problem = problem(of: error)
            log("SUBSCRIBE", status: problem.status, since: start, by: caller)
            throw problem
        }
    }

    private func makeSubscription(
        _ document: JSONValue, _ socket: Socket
    ) async throws -> (JSONValue, SocketSubscription) {
        let request = try EventRequest(document)
        let name = request.filter.name
        try clients.withLock { (clients) throws(Problem) in
            try Self.check(request.filter, among: clients[socket.id]?.subscriptions ?? [:])
        }
        try EventStreams.check(request.cursor, at: ["body", "cursor"])
        let seat = try streams.hub.seat()
        let snapshot = try await streams.snapshot(request)
        let cursor = snapshot?.cursor ?? request.cursor
        let subscription = SocketSubscription(
            socket, hub: streams.hub, seat: seat, filter: request.filter, cursor: cursor)
        let replaced = clients.withLock {
            $0[socket.id]?.subscriptions.updateValue(subscription, forKey: name)
        }
        replaced?.end()
        return (
            [
                "ok": true, "subscription": .text(name),
                "snapshot": .array(snapshot?.documents ?? []), "cursor": .text(cursor?.text),
            ], subscription
        )
    }

    /// An event belongs to one subscription of a connection, so that a client knows whose cursor it carries.
    private static func check(
        _ filter: EventFilter, among subscriptions: [String: SocketSubscription]
    ) throws(Problem) {
        let others = subscriptions.filter { $0.key != filter.name }
        if let other = others.first(where: { $0.value.filter.overlaps(filter) }) {
            throw Problem(
                status: 409, kind: "overlapping-subscription", title: "Overlapping subscription",
                detail: "\(filter.name) and \(other.key) share events; unsubscribe one or narrow it down.")
        }
        guard others.count < limit else {
            throw Problem(
                status: 409, kind: "too-many-subscriptions", title: "Too many subscriptions",
                detail: "A connection has at most \(limit) subscriptions; ask for several topics in one.")
        }
    }
}
