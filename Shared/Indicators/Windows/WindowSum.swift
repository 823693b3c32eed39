/// Sum of the last `length` values, without the drift of a running total.
///
/// A running total that adds the newest value and subtracts the oldest keeps every rounding error it ever
/// made. Here nothing is ever subtracted: values come in blocks of `length`; when a block is full its suffix
/// sums are taken once, and a window that straddles two blocks is *one suffix sum of the older plus the sum
/// so far of the newer*. So each result is the sum of exactly its own values, its error bounded by `length`
/// roundings however long the stream, and the work is constant per value, amortised over a block. (Two-stack
/// sliding-window aggregation: Tangwongsan, Hirzel, Schneider, Wu, "General Incremental Sliding-Window
/// Aggregation", VLDB 2015.) The other windows of this module work the same way.
struct WindowSum: Sendable, Equatable, Codable {
    /// Where its `length` slots begin: before `position` the new block's values, after it suffix sums of the old one.
    private let place: Int
    private let length: Int
    private var position = 0
    private var blockSum = 0.0
    private var isFull = false

    /// Slots that a window needs.
    static func slots(_ length: Int) -> Int { length }

    init(length: Int, at place: Int = 0) {
        self.place = place
        self.length = length
    }

    /// Takes a value.
    ///
    /// - Returns: the sum of the last `length`; NaN until there are that many.
    @inline(__always)
    mutating func add(_ value: Double, _ slots: MemorySlots) -> Double {
        let block = slots.pointer(to: place, count: length)
        blockSum += value
        block[position] = value
        position += 1
        guard position == length else { return isFull ? block[position] + blockSum : .nan }
        let sum = blockSum
        var suffix = 0.0
        for index in stride(from: length - 1, through: 0, by: -1) {
            // The first addition is exact, so that a suffix is the plain sum of its values.
            suffix += block[index]
            block[index] = suffix
        }
        position = 0
        blockSum = 0
        isFull = true
        return sum
    }
}
