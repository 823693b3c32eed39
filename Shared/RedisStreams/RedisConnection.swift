internal import Bus
internal import CHiredis
internal import Glibc

/// One socket to Redis.
///
/// It blocks and is confined to whoever owns it, so it is neither shared nor an actor.
final class RedisConnection {
    private let context: UnsafeMutablePointer<redisContext>
    /// Commands not yet sent; each one must be matched by one ``receive()``.
    var buffer = CommandBuffer()
    /// Digests of the scripts this connection has loaded, by their text.
    var digests: [String: String] = [:]

    /// Connects, authenticates and checks that the server takes commands.
    init(_ settings: RedisSettings, name: String) throws(BusError) {
        let timeout = timeval(
            tv_sec: settings.timeoutMilliseconds / 1000, tv_usec: (settings.timeoutMilliseconds % 1000) * 1000
        )
        let connected =
            if let socket = settings.socket { redisConnectUnixWithTimeout(socket, timeout) } else {
                redisConnectWithTimeout(settings.host, settings.port, timeout)
            }
        guard let context = connected else {
            throw .unavailable(reason: "out of memory")
        }
        self.context = context
        guard context.pointee.err == 0 else { throw .unavailable(reason: Self.reason(of: context)) }
        redisSetTimeout(context, timeout)
        if settings.socket == nil { Self.tuneTCP(context) }
        if let password = settings.password {
            _ = try call(settings.user.map { ["AUTH", $0, password] } ?? ["AUTH", password])
        }
        _ = try call("CLIENT", "SETNAME", name)
    }

    deinit { redisFree(context) }

    private static func tuneTCP(_ context: UnsafeMutablePointer<redisContext>) {
        redisEnableKeepAlive(context)
        // Answers and commands are written whole, so waiting to fill a packet only costs time.
        var on: Int32 = 1
        setsockopt(
            context.pointee.fd, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Sends one command and waits for its answer.
    ///
    /// Error answers are thrown.
    func call(_ strings: String...) throws(BusError) -> RedisValue { try call(strings) }

    func call(_ strings: [String]) throws(BusError) -> RedisValue {
        buffer.command(strings)
        return try await1()
    }

    /// Sends what is in the buffer and waits for the one answer it causes.
    ///
    /// Error answers are thrown.
    func await1() throws(BusError) -> RedisValue {
        try send()
        let value = try receive()
        if case .error(let text) = value { throw Self.error(text) }
        return value
    }

    /// Hands the buffered commands to the socket's queue; ``receive()`` writes them out.
    func send() throws(BusError) {
        let status = buffer.bytes.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                redisAppendFormattedCommand(context, characters.baseAddress, characters.count)
            }
        }
        buffer.removeAll()
        guard status == REDIS_OK else { throw .unavailable(reason: Self.reason(of: context)) }
    }

    /// The next answer, errors included.
    func receive() throws(BusError) -> RedisValue {
        try receive { RedisValue($0) }
    }

    /// The next answer, read where the C library holds it.
    func receive<Value>(_ read: (UnsafePointer<redisReply>) -> Value) throws(BusError) -> Value {
        var raw: UnsafeMutableRawPointer?
        guard redisGetReply(context, &raw) == REDIS_OK, let raw else {
            throw .unavailable(reason: Self.reason(of: context))
        }
        defer { freeReplyObject(raw) }
        return read(UnsafePointer(raw.assumingMemoryBound(to: redisReply.self)))
    }

    private static func reason(of context: UnsafeMutablePointer<redisContext>) -> String {
        withUnsafePointer(to: &context.pointee.errstr) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 128) { String(cString: $0) }
        }
    }

    /// What an error answer means to a caller.
    static func error(_ text: String) -> BusError {
        let code = text.prefix { $0 != " " }
        switch code {
        // States of the server that pass, or that a rebuild repairs (a group or a script that is gone).
        case "LOADING", "BUSY", "READONLY", "OOM", "MISCONF", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN",
            "NOSCRIPT",
            "NOGROUP", "NOREPLICAS", "UNKILLABLE":
            return .unavailable(reason: text)
        default: return .refused(reason: text)
        }
    }
}
