import ServiceRuntime
import SocketIO

extension SocketIOSettings {
    /// The gateway's limits, of what is configured.
    init(_ settings: ResolvedSettings) {
        self.init()
        pingInterval = .milliseconds(settings[GatewayKeys.socketPingInterval])
        pingTimeout = .milliseconds(settings[GatewayKeys.socketPingTimeout])
        maximumConnections = settings[GatewayKeys.socketClients]
        maximumPayload = settings[GatewayKeys.socketMaximumPayload]
        maximumWaitingBytes = settings[GatewayKeys.socketWaitingBytes]
        let origins = settings[GatewayKeys.corsOrigins]
        self.origins = origins.contains("*") ? .any : .only(Set(origins))
    }
}
