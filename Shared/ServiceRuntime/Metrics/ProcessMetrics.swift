import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The process as the kernel sees it, read when it is asked for.
///
/// Empty where there is no `/proc`.
enum ProcessMetrics {
    static func prometheusText() -> String {
        var text = ""
        if let pages = residentPages() {
            text += gauge(
                "process_resident_memory_bytes", "gauge", String(pages * Int(sysconf(Int32(_SC_PAGESIZE)))))
        }
        var time = timespec()
        if clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 {
            let seconds = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
            text += gauge("process_cpu_seconds_total", "counter", seconds.description)
        }
        if let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            text += gauge("process_open_fds", "gauge", String(descriptors.count))
        }
        return text
    }

    private static func residentPages() -> Int? {
        guard let statistics = try? String(contentsOf: URL(filePath: "/proc/self/statm"), encoding: .utf8)
        else {
            return nil
        }
        let fields = statistics.split(separator: " ")
        return fields.count > 1 ? Int(fields[1]) : nil
    }

    private static func gauge(_ name: String, _ kind: String, _ value: String) -> String {
        "# HELP \(name) \(MetricHelp.texts[name] ?? "")\n# TYPE \(name) \(kind)\n\(name) \(value)\n"
    }
}
