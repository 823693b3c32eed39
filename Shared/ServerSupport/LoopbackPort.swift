#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// TCP ports of this machine on which a private server can listen.
public enum LoopbackPort {
    /// A port that nobody listened on a moment ago.
    ///
    /// Below the range from which the system takes ports for outgoing connections, so that a server which is down
    /// for a while finds its port free when it comes back.
    public static func free(besides taken: Set<Int> = []) throws(ServerError) -> Int {
        for _ in 0..<500 {
            let port = Int.random(in: 20_000..<32_000)
            guard !taken.contains(port) else { continue }
            if withSocket(on: port, { bind($0, $1, $2) }) == 0 { return port }
        }
        throw .noFreePort
    }

    /// Whether somebody accepts connections there.
    public static func isListening(on port: Int) -> Bool { withSocket(on: port) { connect($0, $1, $2) } == 0 }

    /// What a server answers to one line; empty when nobody does.
    static func ask(_ port: Int, _ line: String) -> String {
        withSocket(on: port) { descriptor, address, size in
            guard connect(descriptor, address, size) == 0 else { return "" }
            let request = Array(line.utf8)
            guard write(descriptor, request, request.count) == request.count else { return "" }
            var answer = [UInt8](repeating: 0, count: 256)
            let count = read(descriptor, &answer, answer.count)
            return String(decoding: answer.prefix(max(count, 0)), as: UTF8.self)
        } ?? ""
    }

    private static func withSocket<Result>(
        on port: Int, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result? {
        #if canImport(Glibc)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // Connections of a server that was just stopped linger; they are in nobody's way.
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
