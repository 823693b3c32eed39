import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where log lines go.
///
/// Lines of several threads never mix.
public final class LogOutput: Sendable {
    private let write: Mutex<@Sendable ([UInt8]) -> Void>

    /// Hands each line, with its line end, to a closure.
    public init(_ write: @escaping @Sendable ([UInt8]) -> Void) { self.write = Mutex(write) }

    /// The standard error stream, for the log.
    public static let standardError = LogOutput { write($0, to: STDERR_FILENO) }
    /// The standard output, for what a person asked for.
    static let standardOutput = LogOutput { write($0, to: STDOUT_FILENO) }

    private static func write(_ line: [UInt8], to descriptor: Int32) {
        var rest = line[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            // Text that nobody reads any more must not stop the service.
            guard written > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(written, 0))
        }
    }

    func append(_ line: [UInt8]) {
        write.withLock { $0(line) }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
