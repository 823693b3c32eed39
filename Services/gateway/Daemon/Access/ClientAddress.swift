import GatewayCore
import HTTPTypes
import NIOCore

/// Whose address a request comes from.
enum ClientAddress {
    /// The address as limits count it: the connection's, or the one that trusted proxies in front wrote down.
    static func text(_ headers: HTTPFields, from connection: String?, proxies: Int) -> String {
        let direct = connection ?? "unknown"
        guard proxies > 0, let header = HTTPField.Name("X-Forwarded-For") else {
            return ClientNetwork.name(of: direct)
        }
        let hops = headers[values: header].flatMap { $0.split(separator: ",") }
            .map { String($0.filter { $0 != " " }) }
        let claimed = ClientNetwork.client(among: hops, trusted: proxies)
        // What is no address would let its inventor choose how they are counted.
        let address = claimed.flatMap { try? SocketAddress(ipAddress: $0, port: 0).ipAddress }
        return ClientNetwork.name(of: address ?? direct)
    }
}
