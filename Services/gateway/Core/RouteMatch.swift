/// The operation behind a method and a path.
public struct RouteMatch: Sendable, Equatable {
    /// The operation.
    public let operation: Operation
    /// The path's parameters by name, as they stand in the path.
    public let path: [String: String]

    /// Finds it; nil where there is none.
    public init?(_ method: Route.Method, _ path: String) {
        guard let best = Self.all(at: path).first(where: { $0.operation.route.method == method }) else {
            return nil
        }
        self = best
    }

    private init(operation: Operation, path: [String: String]) {
        self.operation = operation
        self.path = path
    }

    /// Every operation a path means, whatever the method.
    ///
    /// Where several patterns fit, the one with most fixed components is meant, so that what follows an id is no part of
    /// it: `DELETE /v1/keys/x/rotate` is a wrong method, and deletes nothing.
    static func all(at path: String) -> [RouteMatch] {
        guard path.hasPrefix("/") else { return [] }
        // A slash at the end makes no difference.
        let path = path.count > 1 && path.hasSuffix("/") ? path.dropLast() : path[...]
        if let operations = fixed[String(path)] {
            return operations.map { RouteMatch(operation: $0, path: [:]) }
        }
        let components = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        let fitting = patterns.compactMap { pattern in
            values(pattern.components[...], components[...]).map {
                (
                    weight: weight(pattern.components),
                    match: RouteMatch(operation: pattern.operation, path: $0)
                )
            }
        }
        return fitting.filter { $0.weight == fitting.first?.weight }.map(\.match)
    }

    /// Operations whose path has no parameter: most requests are found here at once.
    private static let fixed = Dictionary(
        grouping: Operation.allCases.filter { !$0.route.path.contains("{") }, by: \.route.path)

    /// The others, those with most fixed components first.
    private static let patterns: [(operation: Operation, components: [Substring])] =
        Operation.allCases.filter { $0.route.path.contains("{") }
        .map { ($0, $0.route.path.dropFirst().split(separator: "/")) }
        .sorted { weight($0.1) > weight($1.1) }

    private static func weight(_ components: [Substring]) -> Int { components.count { !$0.hasPrefix("{") } }

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
