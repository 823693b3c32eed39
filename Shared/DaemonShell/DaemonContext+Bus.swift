public import RedisStreams
public import ServiceRuntime

extension DaemonContext {
    /// The suite's bus, as the configuration describes it.
    ///
    /// Connects to nothing yet.
    public func redisBus() -> RedisBus {
        RedisBus(settings: RedisSettings(configuration: settings), logger: logger, tracer: tracer)
    }

    /// Redis as something to wait for.
    public func dependency(on bus: RedisBus) -> Dependency {
        Dependency("redis", at: settings[BusKeys.redisURL].description) {
            _ = try await bus.inspect(["PING"])
        }
    }
}

extension RedisSettings {
    /// Where Redis is, as the configuration says; a password in the address goes before one of its own.
    public init(configuration settings: ResolvedSettings) {
        let url = settings[BusKeys.redisURL]
        let own = settings[BusKeys.redisPassword]
        let password = url.password ?? (own.isEmpty ? nil : own)
        self.init(
            host: url.host, port: Int32(url.port ?? 6379), socket: url.scheme == "unix" ? url.path : nil,
            user: url.user, password: password?.revealed, shardCount: settings[BusKeys.shards])
    }
}
