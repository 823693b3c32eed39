import HTTPTypes
import Hummingbird

/// Compression of what is long, for clients that take it; streams stay as they are, or their events would wait.
enum Compression {
    /// Below a network packet there is nothing to win; above it one answer would take a core for too long.
    private static let sizes = 1_400...16_777_216

    /// The bytes compressed; nil where that is not wanted.
    static func compressed(_ bytes: [UInt8], for request: Request) -> [UInt8]? {
        guard sizes.contains(bytes.count), request.method != .head, accepts(request.headers[.acceptEncoding])
        else { return nil }
        return Gzip.compressed(bytes)
    }

    /// Whether gzip is among what a client takes, and not with a weight of zero.
    private static func accepts(_ header: String?) -> Bool {
        guard let header else { return false }
        return header.split(separator: ",").contains { item in
            let parts = item.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
            guard let coding = parts.first, coding == "gzip" || coding == "*" else { return false }
            return !parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
        }
    }
}
