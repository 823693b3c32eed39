/// Sum of the last `length` values, without the drift of a running total.
///
/// A running total that adds the newest value and subtracts the oldest keeps every rounding error it ever
/// made. Here nothing is ever subtracted: values come in blocks of `length`; when a block is full its suffix
/// sums are taken once, and a window that straddles two blocks is *one suffix sum of the older plus the sum
/// so far of the newer*. So each result is the sum of exactly its own values, its error bounded by `length`
/// roundings however long the stream, and the work is constant per value, amortised over a block. (Two-stack
/// sliding-window aggregation: Tangwongsan, Hirzel, Schneider, Wu, "General Incremental Sliding-Window
/// Aggregation", VLDB 2015.)
public struct SlidingSum: Sendable, Equatable, Codable {
    /// Values of the block being filled.
    private var block: [Double] = []
    /// `suffixes[i]` is the sum of the previous block's values from `i` on; empty before the first full block.
    private var suffixes: [Double] = []
    /// Sum of ``block``, oldest first.
    private var blockSum = 0.0
    /// Values in the window.
    public let length: Int

    /// An empty window over `length` values, at least one.
    public init(length: Int) {
        precondition(length >= 1, "a window holds at least one value")
        self.length = length
        block.reserveCapacity(length)
    }

    /// Takes one value.
    ///
    /// - Returns: the sum of the last `length` values; nil until there are that many.
    public mutating func update(_ value: Double) -> Double? {
        block.append(value)
        blockSum += value
        guard block.count == length else {
            return suffixes.isEmpty ? nil : suffixes[block.count] + blockSum
        }
        let sum = blockSum
        suffixes = block
        for index in stride(from: length - 2, through: 0, by: -1) { suffixes[index] += suffixes[index + 1] }
        block.removeAll(keepingCapacity: true)
        blockSum = 0
        return sum
    }
}
