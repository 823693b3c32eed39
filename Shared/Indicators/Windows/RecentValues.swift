/// The last `length` values in a row, oldest first: for what has to look at each of them.
///
/// Every value is kept twice, `length` places apart, so that the row is never cut in two.
struct RecentValues: Sendable, Equatable, Codable {
    private let place: Int
    private let length: Int
    private var position = 0

    /// Slots that the values need.
    static func slots(_ length: Int) -> Int { 2 * length }

    init(length: Int, at place: Int = 0) {
        self.place = place
        self.length = length
    }

    /// Takes a value.
    ///
    /// - Returns: the first of `length` values, zeros before there are that many.
    @inline(__always)
    mutating func add(_ value: Double, _ slots: MemorySlots) -> UnsafePointer<Double> {
        let ring = slots.pointer(to: place, count: 2 * length)
        ring[position] = value
        ring[position + length] = value
        position += 1
        let first = ring + position
        if position == length { position = 0 }
        return UnsafePointer(first)
    }
}
