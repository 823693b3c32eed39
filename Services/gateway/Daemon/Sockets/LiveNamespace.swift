import GatewayCore
import HTTPTypes
import ServiceLifecycle
import SocketIO
import Synchronization

/// What happens in Socket.IO's main namespace: clients show their key, subscribe to topics, are answered with their
/// state, and told what happens after it.
final class LiveNamespace: NamespaceHandler, Service {
    private let streams: EventStreams
    private let authenticator: Authenticator
    private let clients = Mutex<[String: [String: SocketSubscription]]>([:])
    /// Subscriptions that are to run, handed to the task group that runs them.
    private let opened: AsyncStream<SocketSubscription>
    private let open: AsyncStream<SocketSubscription>.Continuation
    /// Subscriptions of one connection: more than any page shows, and few enough to look through.
    private static let limit = 64

    init(streams: EventStreams, authenticator: Authenticator) {
        self.streams = streams
        self.authenticator = authenticator
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

    func connect(_ socket: Socket, auth: Argument?, handshake: Handshake) async -> Admission {
        // Browsers cannot send headers with a WebSocket, so that the credentials come with the CONNECT packet.
        let key = auth?["token"]?.text ?? Self.key(of: handshake.headers)
        do {
            let caller = try await authenticator.caller(presenting: key)
            try caller.require(Operation.followEvents.route.access)
            clients.withLock { $0[socket.id] = [:] }
            return .accept
        } catch let problem as Problem where problem.status != 401 {
            return .refuse(problem.title, data: .raw(Self.document(of: problem).encoded))
        } catch is Problem {
            return .unauthorized
        } catch {
            return .refuse("unavailable")
        }
    }

    private static func document(of problem: Problem) -> JSONValue {
        problem.document(instance: "/socket.io/")
    }

    private static func key(of headers: HTTPFields) -> String? {
        let bearer = headers[.authorization].flatMap { value -> String? in
            value.lowercased().hasPrefix("bearer ") ? String(value.dropFirst("bearer ".count)) : nil
        }
        return bearer ?? HTTPField.Name("X-API-Key").flatMap { headers[$0] }
    }

    func disconnect(_ socket: Socket, reason: DisconnectReason) async {
        let subscriptions = clients.withLock { $0.removeValue(forKey: socket.id) }
        for subscription in (subscriptions ?? [:]).values { subscription.end() }
    }

    func drained(_ socket: Socket) async {
        let subscriptions = clients.withLock { Array(($0[socket.id] ?? [:]).values) }
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
        } catch let problem as Problem {
            acknowledgement?.send(.raw(Self.refusal(problem).encoded))
        } catch {
            acknowledgement?.send(.raw(Self.refusal(.unavailable("The event stream")).encoded))
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
                } catch let problem as Problem {
                    answers.append(Self.refusal(problem))
                }
            }
            return (["ok": true, "subscriptions": .array(answers)], subscriptions)
        case "unsubscribe":
            let name = try document.text("subscription") ?? EventRequest(document).filter.name
            let ended = clients.withLock { $0[socket.id]?.removeValue(forKey: name) }
            ended?.end()
            return (["ok": true, "subscription": .text(name), "wasSubscribed": .boolean(ended != nil)], [])
        default:
            throw Problem.notFound(
                "There is no event \(name.prefix(64)): send subscribe, unsubscribe or resume.")
        }
    }

    private func subscribe(
        _ document: JSONValue, _ socket: Socket
    ) async throws -> (JSONValue, SocketSubscription) {
        let request = try EventRequest(document)
        let name = request.filter.name
        try clients.withLock { (clients) throws(Problem) in
            try Self.check(request.filter, among: clients[socket.id] ?? [:])
        }
        let seat = try streams.hub.seat()
        let snapshot = try await streams.snapshot(request)
        let cursor = snapshot?.cursor ?? request.cursor
        let subscription = SocketSubscription(
            socket, hub: streams.hub, seat: seat, filter: request.filter, cursor: cursor)
        let replaced = clients.withLock { $0[socket.id]?.updateValue(subscription, forKey: name) }
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
