/// The value of `length` steps ago.
struct Delay: Sendable, Equatable, Codable {
    private let place: Int
    private let length: Int
    private var position = 0
    private var isFull = false

    /// Slots that a delay needs.
    static func slots(_ length: Int) -> Int { length }

    init(length: Int, at place: Int = 0) {
        self.place = place
        self.length = length
    }

    /// Takes a value.
    ///
    /// - Returns: the one taken `length` values before it; NaN until there is one.
    @inline(__always)
    mutating func add(_ value: Double, _ slots: MemorySlots) -> Double {
        let ring = slots.pointer(to: place, count: length)
        let old = isFull ? ring[position] : .nan
        ring[position] = value
        position += 1
        if position == length {
            position = 0
            isFull = true
        }
        return old
    }
}
