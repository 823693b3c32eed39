/// Why text is no strategy: where it is wrong, what is wrong, and what would be right.
public struct StrategyError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The place in the JSON, `$.enter.all[0].above[1]`; `$` is the whole.
    public let path: String
    /// What is wrong there.
    public let problem: String
    /// What to write instead.
    public let remedy: String

    init(_ path: String, _ problem: String, remedy: String) {
        self.path = path
        self.problem = problem
        self.remedy = remedy
    }

    init(_ codingPath: [any CodingKey], _ problem: String, remedy: String) {
        self.init(Self.path(codingPath), problem, remedy: remedy)
    }

    /// Place, fault and remedy in one line.
    public var description: String { "\(path): \(problem); \(remedy)" }

    static func path(_ keys: [any CodingKey]) -> String {
        keys.reduce("$") { path, key in
            key.intValue.map { "\(path)[\($0)]" } ?? "\(path).\(key.stringValue)"
        }
    }
}
