import SocketIO

/// What the suite expects of `/` and `/custom`: the credentials come back, and so does every message.
struct SuiteHandler: NamespaceHandler {
    func connect(_ socket: Socket, auth: Argument?, handshake: Handshake) async -> Admission {
        socket.emit("auth", auth ?? [:])
        return .accept
    }

    func event(
        _ name: String, _ arguments: [Argument], from socket: Socket, acknowledgement: Acknowledgement?
    ) async {
        switch name {
        case "message": socket.emit("message-back", arguments: arguments)
        case "message-with-ack": acknowledgement?.send(arguments: arguments)
        case "join":
            if let room = arguments.first?.text { socket.join(room) }
            acknowledgement?.send("ok")
        case "leave-me": socket.disconnect()
        default: break
        }
    }

    func disconnect(_ socket: Socket, reason: DisconnectReason) async {}
}

/// A namespace for those who know its key.
struct LockedHandler: NamespaceHandler {
    func connect(_ socket: Socket, auth: Argument?, handshake: Handshake) async -> Admission {
        auth?["token"]?.text == "0123456789abcdef" ? .accept : .unauthorized
    }

    func event(
        _ name: String, _ arguments: [Argument], from socket: Socket, acknowledgement: Acknowledgement?
    ) async {
        acknowledgement?.send(arguments: arguments)
    }

    func disconnect(_ socket: Socket, reason: DisconnectReason) async {}
}
