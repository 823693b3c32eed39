import Hummingbird
import Logging
import NIOCore

/// What is known of a request beside itself.
struct GatewayContext: RemoteAddressRequestContext {
    var coreContext: CoreRequestContextStorage
    /// The other end of the connection: a client, or a proxy in front.
    let remoteAddress: SocketAddress?
    /// Names the request in logs and problems; the framework would write it out anew for whoever asks.
    let id: String

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress
        id = source.logger[metadataKey: "hb.request.id"].map(\.description) ?? ""
    }
}
