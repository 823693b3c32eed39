/// Who is in which room.
struct Rooms: Sendable {
    /// A room belongs to a namespace: rooms of one name in two namespaces have nothing in common.
    struct Room: Sendable, Hashable {
        let namespace: String
        /// Nil for all of the namespace.
        let name: String?
    }

    private var members: [Room: Set<Socket>] = [:]
    private var rooms: [Socket: Set<Room>] = [:]

    /// The sockets in a room, in no order.
    func members(of room: Room) -> Set<Socket> { members[room] ?? [] }

    /// Puts a socket into a room; again makes no difference.
    mutating func insert(_ socket: Socket, into room: Room) {
        members[room, default: []].insert(socket)
        rooms[socket, default: []].insert(room)
    }

    /// Takes a socket out of a room, and forgets a room without anybody.
    mutating func remove(_ socket: Socket, from room: Room) {
        members[room]?.remove(socket)
        if members[room]?.isEmpty == true { members[room] = nil }
        rooms[socket]?.remove(room)
        if rooms[socket]?.isEmpty == true { rooms[socket] = nil }
    }

    /// Takes a socket out of all its rooms.
    mutating func removeAll(of socket: Socket) {
        for room in rooms[socket] ?? [] { remove(socket, from: room) }
    }
}
