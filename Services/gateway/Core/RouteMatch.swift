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
        guard let best = Self.all(at: path).first(where: { $0.operation.route.method == method }) else {
            return nil
        }
        self = best
    }

    private init(operation: Operation, path: [String: String]) {
        self.operation = operation
        self.path = path
    }

    /// Every operation a path could mean, whatever the method, the most particular first.
    static func all(at path: String) -> [RouteMatch] {
        guard path.hasPrefix("/") else { return [] }
        // A slash at the end makes no difference.
        let path = path.count > 1 && path.hasSuffix("/") ? path.dropLast() : path[...]
        if let operations = fixed[String(path)] {
            return operations.map { RouteMatch(operation: $0, path: [:]) }
        }
        let components = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        return patterns.compactMap { pattern in
            values(pattern.components[...], components[...], pattern.slashed).map {
                RouteMatch(operation: pattern.operation, path: $0)
            }
        }
    }

    /// Operations whose path has no parameter: most requests are found here at once.
    private static let fixed = Dictionary(
        grouping: Operation.allCases.filter { !$0.route.path.contains("{") }, by: \.route.path)

    /// The others, those with most fixed components first.
    private static let patterns =
        Operation.allCases.filter { $0.route.path.contains("{") }.map(Pattern.init)
        .sorted { weight($0.components) > weight($1.components) }

    private struct Pattern {
        let operation: Operation
        let components: [Substring]
        /// The parameters, braces and all, whose values may hold slashes.
        let slashed: Set<Substring>

        init(_ operation: Operation) {
            self.operation = operation
            components = operation.route.path.dropFirst().split(separator: "/")
            let names = operation.route.parameters.filter { $0.form == .slashedID }.map(\.name)
            slashed = Set(names.map { Substring("{" + $0 + "}") })
        }
    }

    private static func weight(_ components: [Substring]) -> Int { components.count { !$0.hasPrefix("{") } }

    /// A parameter stands for one component; one that may hold slashes, for one or more.
    private static func values(
        _ pattern: ArraySlice<Substring>, _ path: ArraySlice<Substring>, _ slashed: Set<Substring>
    ) -> [String: String]? {
        guard let first = pattern.first else { return path.isEmpty ? [:] : nil }
        guard first.hasPrefix("{") else {
            return path.first == first ? values(pattern.dropFirst(), path.dropFirst(), slashed) : nil
        }
        // Longest first, so that an id keeps what looks like the end of the path.
        let longest = slashed.contains(first) ? path.count : min(1, path.count)
        for count in stride(from: longest, through: 1, by: -1) {
            let taken = path.prefix(count)
            guard taken.allSatisfy({ !$0.isEmpty }),
                var rest = values(pattern.dropFirst(), path.dropFirst(count), slashed)
            else { continue }
            rest[String(first.dropFirst().dropLast())] = taken.joined(separator: "/")
            return rest
        }
        return nil
    }
}
