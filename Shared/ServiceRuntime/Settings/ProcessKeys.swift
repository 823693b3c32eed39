/// Keys of the process itself, the same for every daemon.
public enum ProcessKeys {
    /// Least severe level that is logged.
    public static let logLevel = Setting<LogLevel>(
        "log.level", default: .info, "Least severe level that is logged.")
    /// Name of this process among the replicas.
    public static let instance = Setting<String>(
        "instance", default: "",
        "Name of this process among the service's replicas; empty for host, process id and a random part.",
        limits: "at most 64 printable characters without blanks",
        check: { $0.utf8.count <= 64 && $0.utf8.allSatisfy { $0 > 32 && $0 < 127 } })
    /// Where the admin server listens.
    public static let adminHost = Setting<String>(
        "admin.host", default: "127.0.0.1", "Address of the admin server: /livez, /readyz and /metrics.")
    /// The admin server's port.
    public static let adminPort = Setting<Int>(
        "admin.port", default: 0, in: 0...65535, "Port of the admin server; 0 takes a free one and logs it.")
    /// How long the start waits for dependencies.
    public static let startupLimit = Setting<Int>(
        "startup.limit-milliseconds", default: 60_000, in: 0...3_600_000,
        "How long a start waits for Redis and PostgreSQL before it gives up.", unit: "ms")
    /// How long a stop may take.
    public static let shutdownGrace = Setting<Int>(
        "shutdown.grace-milliseconds", default: 10_000, in: 500...300_000,
        "How long a stop may take to finish batches and hand shards over.", unit: "ms")

    /// The section of the reference.
    static let section = SettingsSchema.Section(
        "Process", readers: "every daemon",
        [
            logLevel.declaration, instance.declaration, adminHost.declaration, adminPort.declaration,
            startupLimit.declaration, shutdownGrace.declaration,
        ])
}

/// Severity of log events, with swift-log's words.
public enum LogLevel: String, SettingWord {
    case trace, debug, info, notice, warning, error, critical
}
