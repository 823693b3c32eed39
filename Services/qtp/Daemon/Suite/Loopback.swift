import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// TCP ports of this machine.
enum Loopback {
    /// A port nobody listens on, below the range from which outgoing connections take theirs, so that a server which is down
    /// for a moment finds it free again.
    static func freePort(besides taken: Set<Int> = []) throws -> Int {
        for _ in 0..<500 {
            let port = Int.random(in: 20_000..<32_000)
            guard !taken.contains(port), withSocket(port, { bind($0, $1, $2) }) == 0 else { continue }
            return port
        }
        throw SuiteError.noFreePort
    }

    /// Whether somebody accepts connections there.
    static func isListening(on port: Int) -> Bool { withSocket(port) { connect($0, $1, $2) } == 0 }

    private static func withSocket(
        _ port: Int, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        #if canImport(Glibc)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { return -1 }
        defer { close(descriptor) }
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

/// Why a private suite cannot run here.
enum SuiteError: Error, CustomStringConvertible {
    case noFreePort
    case notInstalled(String)
    case notReady(String, log: String)
    case failed(command: String, log: String)
    case notWritable(String)
    case stuck(String)

    var description: String {
        switch self {
        case .noFreePort: "No free port was found between 20000 and 32000."
        case .notInstalled(let program): "\(program) is not installed: run make setup."
        case .notReady(let name, let log): "\(name) did not become ready; its log is \(log)."
        case .failed(let command, let log): "\(command) failed; see \(log)."
        case .notWritable(let path): "\(path) cannot be written."
        case .stuck(let what): "The suite did not finish: \(what)."
        }
    }
}
