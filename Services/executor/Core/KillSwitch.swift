import Domain

/// Whether orders that open or grow a position are allowed, and the commands that say so.
struct KillSwitch: Sendable, Equatable, Codable {
    /// How many commands are remembered; people and their retries send a handful a day.
    private static let memory = 1024

    /// Why it is engaged; nil while it is not.
    private(set) var engagedBecause: String?
    /// Ids of the last commands, oldest first.
    private var answered: [String] = []

    /// Remembers a command.
    ///
    /// - Returns: false for one that was taken before.
    mutating func isFirst(_ commandID: String) -> Bool {
        guard !answered.contains(commandID) else { return false }
        if answered.count == Self.memory { answered.removeFirst() }
        answered.append(commandID)
        return true
    }

    /// From now on nothing opens.
    ///
    /// Engaged twice, the first reason stays.
    mutating func engage(because reason: String) {
        if engagedBecause == nil { engagedBecause = reason }
    }

    /// Orders are allowed again.
    mutating func release() { engagedBecause = nil }
}
