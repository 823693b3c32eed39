/// The operation behind a method and a path.
public struct RouteMatch: Sendable, Equatable {
    /// The operation.
    public let operation: Operation
    /// The path's parameters by name, as they stand in the path.
    public let path: [String: String]

    /// Finds it; nil where there is none.
    ///
    /// Where several fit, the one with most fixed components is meant: `/v1/decisions/x/why` is no decision's id.
    public init?(_ method: Route.Method, _ path: String) {
        let best = Self.all(at: path).filter { $0.operation.route.method == method }
            .max { Self.fixed($0.operation) < Self.fixed($1.operation) }
        guard let best else { return nil }
        self = best
    }

    private init(operation: Operation, path: [String: String]) {
        self.operation = operation
        self.path = path
    }

    /// Every operation a path could mean, whatever the method.
    static func all(at path: String) -> [RouteMatch] {
        guard path.hasPrefix("/") else { return [] }
        // A slash at the end makes no difference.
        let path = path.count > 1 && path.hasSuffix("/") ? path.dropLast() : path[...]
        let components = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        return Operation.allCases.compactMap { operation in
            let pattern = operation.route.path.dropFirst().split(separator: "/")
            return values(pattern[...], components[...]).map { RouteMatch(operation: operation, path: $0) }
        }
    }

    private static func fixed(_ operation: Operation) -> Int {
        operation.route.path.split(separator: "/").count { !$0.hasPrefix("{") }
    }

    /// A parameter stands for one component or more: ids hold slashes, and clients do not always escape them.
    private static func values(
        _ pattern: ArraySlice<Substring>, _ path: ArraySlice<Substring>
    ) -> [String: String]? {
        guard let first = pattern.first else { return path.isEmpty ? [:] : nil }
        guard first.hasPrefix("{") else {
            return path.first == first ? values(pattern.dropFirst(), path.dropFirst()) : nil
        }
        // Longest first, so that an id keeps what looks like the end of the path.
        for count in stride(from: path.count, through: 1, by: -1) {
            let taken = path.prefix(count)
            guard taken.allSatisfy({ !$0.isEmpty }),
                var rest = values(pattern.dropFirst(), path.dropFirst(count))
            else { continue }
            rest[String(first.dropFirst().dropLast())] = taken.joined(separator: "/")
            return rest
        }
        return nil
    }
}
