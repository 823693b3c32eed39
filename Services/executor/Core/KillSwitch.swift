import Pipeline

/// Whether orders that open or grow a position are allowed, and the commands that say so.
struct KillSwitch: Sendable, Equatable, Codable {
    /// Why it is engaged; nil while it is not.
    private(set) var engagedBecause: String?
    private var answered = RememberedIDs()

    /// Remembers a command.
    ///
    /// - Returns: false for one that was taken before.
    mutating func isFirst(_ commandID: String) -> Bool { answered.insert(commandID) }

    /// From now on nothing opens.
    ///
    /// Engaged twice, the first reason stays.
    mutating func engage(because reason: String) {
        if engagedBecause == nil { engagedBecause = reason }
    }

    /// Orders are allowed again.
    mutating func release() { engagedBecause = nil }
}
