/// The ids of the last entries taken, oldest first: by them a core drops the repeat of a command.
///
/// Bars and trades carry an order and need no such memory; commands do not. The bound is what keeps a
/// snapshot small: a repeat comes within seconds, a thousand commands do not.
public struct RememberedIDs: Sendable, Equatable, Codable {
    /// How many are kept.
    public static let capacity = 1024
    private var ids: [String] = []
    /// None.
    public init() {}

    /// Whether this id was taken and is still remembered.
    public func contains(_ id: String) -> Bool { ids.contains(id) }

    /// Remembers an id; false where it was remembered already.
    public mutating func insert(_ id: String) -> Bool {
        guard !ids.contains(id) else { return false }
        if ids.count == Self.capacity { ids.removeFirst() }
        ids.append(id)
        return true
    }
}
