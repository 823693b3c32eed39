import Digests
import Messages
import RedisStreams

/// Redis' users of a private suite: every daemon is one, as in a deployment, with a password of this run alone.
///
/// Who comes without a name may do everything: it is the suite of whoever started it.
struct PrivateUsers: Sendable {
    private let passwords: [ServiceName: String]

    init() {
        passwords = Dictionary(
            uniqueKeysWithValues: ServiceName.allCases.map {
                ($0, Hexadecimal.text(of: RandomBytes.make(16)))
            })
    }

    /// The server's file of users.
    var file: String {
        let digests = passwords.map { ($0.key.rawValue, SHA256.hexadecimal(of: $0.value.utf8)) }
        return AccessList.text(digests: Dictionary(uniqueKeysWithValues: digests), isOpen: true)
    }

    /// How a daemon finds the server, and who it is there.
    func settings(of service: ServiceName, port: Int) -> [String: String] {
        [
            "QTP_REDIS_URL": "redis://\(service.rawValue)@127.0.0.1:\(port)",
            "QTP_REDIS_PASSWORD": passwords[service] ?? "",
        ]
    }
}
