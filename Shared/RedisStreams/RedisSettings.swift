/// Where Redis is and how a deployment divides its streams.
public struct RedisSettings: Sendable {
    /// Host name or address.
    public var host: String
    /// TCP port.
    public var port: Int32
    /// Path of a Unix socket on this machine; where there is one, host and port say nothing.
    public var socket: String?
    /// User of an access control list; nil for the default user.
    public var user: String?
    /// Password; nil for none.
    ///
    /// Never logged.
    public var password: String?
    /// Number of shards, fixed for the life of a deployment: an instrument's shard follows from it.
    public var shardCount: Int
    /// How long connecting, and any answer beyond a blocking read's own wait, may take.
    public var timeoutMilliseconds: Int

    /// Redis at an address.
    public init(
        host: String = "127.0.0.1", port: Int32 = 6379, socket: String? = nil, user: String? = nil,
        password: String? = nil, shardCount: Int = 16, timeoutMilliseconds: Int = 5000
    ) {
        self.host = host
        self.port = port
        self.socket = socket
        self.user = user
        self.password = password
        self.shardCount = shardCount
        self.timeoutMilliseconds = timeoutMilliseconds
    }
}
