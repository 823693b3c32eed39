import GatewayCore
import HTTPTypes
import SocketIO
import Synchronization

/// What happens in Socket.IO's main namespace: clients show their key, and are known by it from then on.
final class LiveNamespace: NamespaceHandler {
    private let authenticator: Authenticator
    private let callers = Mutex<[String: Caller]>([:])

    init(authenticator: Authenticator) { self.authenticator = authenticator }

    func connect(_ socket: Socket, auth: Argument?, handshake: Handshake) async -> Admission {
        // Browsers cannot send headers with a WebSocket, so that the credentials come with the CONNECT packet.
        let key = auth?["token"]?.text ?? Self.key(of: handshake.headers)
        do {
            let caller = try await authenticator.caller(presenting: key)
            callers.withLock { $0[socket.id] = caller }
            return .accept
        } catch let problem as Problem where problem.status != 401 {
            return .refuse(problem.title, data: .raw(Self.text(of: problem)))
        } catch is Problem {
            return .unauthorized
        } catch {
            return .refuse("unavailable")
        }
    }

    func event(
        _ name: String, _ arguments: [Argument], from socket: Socket, acknowledgement: Acknowledgement?
    ) async {
        let problem = Problem.notFound("There is no event of this name for clients to send.")
        acknowledgement?.send(.raw(Self.text(of: problem)))
    }

    func disconnect(_ socket: Socket, reason: DisconnectReason) async {
        callers.withLock { $0[socket.id] = nil }
    }

    /// Who is connected; nil once they are not.
    func caller(of socket: Socket) -> Caller? { callers.withLock { $0[socket.id] } }

    private static func text(of problem: Problem) -> String {
        problem.document(instance: "/socket.io/").encoded
    }

    private static func key(of headers: HTTPFields) -> String? {
        let bearer = headers[.authorization].flatMap { value -> String? in
            value.lowercased().hasPrefix("bearer ") ? String(value.dropFirst("bearer ".count)) : nil
        }
        return bearer ?? HTTPField.Name("X-API-Key").flatMap { headers[$0] }
    }
}
