import GatewayCore
import SocketIO

/// One subscription of a Socket.IO client, from its cursor on until one of the two sides ends it.
final class SocketSubscription: Sendable {
    let filter: EventFilter
    private let socket: Socket
    private let hub: EventHub
    private let seat: EventSeat
    private let cursor: EventCursor?
    /// Rings when the client's connection has room again.
    private let room = Bell()
    private let ending = Bell()

    init(_ socket: Socket, hub: EventHub, seat: EventSeat, filter: EventFilter, cursor: EventCursor?) {
        self.socket = socket
        self.hub = hub
        self.seat = seat
        self.filter = filter
        self.cursor = cursor
    }

    /// Where it runs best.
    var executor: any TaskExecutor { socket.executor }

    /// There is room again.
    func drained() { room.ring() }

    /// Nothing more is told.
    func end() { ending.finish() }

    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.tell() }
            group.addTask { for await _ in self.ending.rings {} }
            await group.next()
            group.cancelAll()
        }
    }

    private func tell() async {
        var reader = EventReader(hub, seat, filter, after: cursor)
        defer { reader.leave() }
        var room = room.rings.makeAsyncIterator()
        do {
            while let step = try await reader.next() {
                switch step {
                case .events(let deliveries):
                    for delivery in deliveries {
                        guard await send(delivery.outgoing, &room) else { return }
                    }
                case .alive(let cursor):
                    // Left out where the client has no room: it has other things to read.
                    guard socket.emit(Self.place(filter, cursor)) != .closed else { return }
                }
            }
        } catch is CancellationError {
            return
        } catch {
            // The client knows where it is; a fresh connection goes on from there, here or elsewhere.
            socket.disconnect()
        }
    }

    /// Waits while the client's connection is full; false when it is gone.
    private func send(_ event: OutgoingEvent, _ room: inout AsyncStream<Void>.AsyncIterator) async -> Bool {
        while true {
            switch socket.emit(event) {
            case .accepted: return true
            case .closed: return false
            case .full: if await room.next(isolation: #isolation) == nil { return false }
            }
        }
    }

    private static func place(_ filter: EventFilter, _ cursor: String) -> OutgoingEvent {
        let document: JSONValue = ["cursor": .text(cursor), "subscription": .text(filter.name)]
        return OutgoingEvent(EventNotice.place, [.raw(document.encoded)])
    }
}
