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

    /// The standard error stream.
    public static let standardError = LogOutput { line in
        var rest = line[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { systemWrite(STDERR_FILENO, $0.baseAddress, $0.count) }
            // A log that nobody reads any more must not stop the service.
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
