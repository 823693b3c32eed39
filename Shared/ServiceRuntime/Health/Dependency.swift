/// A server this process cannot work without.
public struct Dependency: Sendable {
    /// Its name in logs and in `/readyz`: `redis`, `postgres`.
    public let name: String
    /// Where it is, without secrets.
    public let location: String
    /// Asks it for a sign of life; throws what is wrong.
    let check: @Sendable () async throws -> Void

    /// A server and the way to ask it for a sign of life.
    public init(_ name: String, at location: String, check: @escaping @Sendable () async throws -> Void) {
        self.name = name
        self.location = location
        self.check = check
    }
}

/// A dependency did not answer within the limit of the start.
struct DependencyUnavailable: Error, CustomStringConvertible {
    let name: String
    let location: String
    let reason: String
    var description: String { "\(name) at \(location) did not become available: \(reason)" }
}
