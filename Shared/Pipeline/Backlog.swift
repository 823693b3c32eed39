/// What came early and waits for another input, first in, first out.
///
/// An array with a moving front: taking is constant time, and the dead space never exceeds the living.
public struct Backlog<Element: Sendable>: Sendable {
    private var elements: [Element] = []
    private var front = 0

    /// Nothing waits.
    public init() {}

    /// How many wait.
    public var count: Int { elements.count - front }
    /// Whether nothing waits.
    public var isEmpty: Bool { front == elements.count }
    /// The one that has waited longest; nil when nothing waits.
    public var first: Element? { isEmpty ? nil : elements[front] }
    /// Everything that waits, oldest first.
    public var waiting: ArraySlice<Element> { elements[front...] }

    /// Adds one that arrives now.
    public mutating func append(_ element: Element) { elements.append(element) }

    /// Takes the one that has waited longest; nil when nothing waits.
    public mutating func popFirst() -> Element? {
        guard let element = first else { return nil }
        front += 1
        if isEmpty {
            elements.removeAll(keepingCapacity: true)
            front = 0
        } else if front >= 64, front * 2 >= elements.count {
            elements.removeFirst(front)
            front = 0
        }
        return element
    }
}

extension Backlog: Equatable where Element: Equatable {
    /// Compares what waits, not how it is stored.
    public static func == (left: Self, right: Self) -> Bool { left.waiting == right.waiting }
}

extension Backlog: Codable where Element: Codable {
    /// Reads what waited.
    public init(from decoder: any Decoder) throws {
        elements = try decoder.singleValueContainer().decode([Element].self)
    }

    /// Writes what waits.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Array(waiting))
    }
}
