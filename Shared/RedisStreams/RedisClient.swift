internal import BlockingThreads
internal import Bus
internal import CoreMetrics

/// A connection for requests that come now and then, on a thread of its own; reconnects by itself.
actor RedisClient {
    private let thread: BlockingThread
    private let settings: RedisSettings
    private let name: String
    private var connection: RedisConnection?
    private var hasBeenLost = false
    private let reconnects = Counter(label: "qtp_redis_reconnects_total")

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(_ settings: RedisSettings, name: String) {
        self.settings = settings
        self.name = name
        thread = BlockingThread(name: name)
    }

    /// Runs `body` with a connection; one that failed is replaced at the next call.
    func perform<Value: Sendable>(
        _ body: @Sendable (RedisConnection) throws(BusError) -> Value
    ) throws(BusError) -> Value {
        do throws(BusError) {
            return try body(connected())
        } catch {
            if case .unavailable = error {
                hasBeenLost = hasBeenLost || connection != nil
                connection = nil
            }
            throw error
        }
    }

    private func connected() throws(BusError) -> RedisConnection {
        if let connection { return connection }
        let connection = try RedisConnection(settings, name: name)
        self.connection = connection
        if hasBeenLost { reconnects.increment() }
        hasBeenLost = false
        return connection
    }
}
