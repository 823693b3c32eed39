/// What each metric means, for `# HELP` lines. A metric that is not here is exported without one.
enum MetricHelp {
    static let texts: [String: String] = [
        "qtp_ready": "1 when the service is ready, as /readyz tells.",
        "process_resident_memory_bytes": "Memory of the process that is in RAM.",
        "process_cpu_seconds_total": "User and system CPU time.",
        "process_open_fds": "Open file descriptors.",
    ]
}
