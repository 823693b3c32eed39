/// Highest and lowest of the last `length` values, without rescanning the window.
///
/// Blocks and suffixes as in ``WindowSum``, with maximum and minimum in the place of the sum: three comparisons a
/// value whatever the length (van Herk, "A fast algorithm for local minimum and maximum filters", 1992).
struct WindowExtremes: Sendable, Equatable, Codable {
    private let place: Int
    private let length: Int
    private var position = 0
    private var blockHigh = -Double.greatestFiniteMagnitude
    private var blockLow = Double.greatestFiniteMagnitude
    private var isFull = false

    /// Slots that a window needs.
    static func slots(_ length: Int) -> Int { 2 * length }

    init(length: Int, at place: Int = 0) {
        self.place = place
        self.length = length
    }

    /// Takes a value for each side.
    ///
    /// - Returns: the highest of the last `length` values of one side, the lowest of the other; NaN until there are
    ///   that many.
    @inline(__always)
    mutating func add(high: Double, low: Double, _ slots: MemorySlots) -> (high: Double, low: Double) {
        let highs = slots.pointer(to: place, count: 2 * length)
        let lows = highs + length
        blockHigh = high > blockHigh ? high : blockHigh
        blockLow = low < blockLow ? low : blockLow
        highs[position] = high
        lows[position] = low
        position += 1
        guard position == length else {
            guard isFull else { return (.nan, .nan) }
            let olderHigh = highs[position]
            let olderLow = lows[position]
            return (olderHigh > blockHigh ? olderHigh : blockHigh, olderLow < blockLow ? olderLow : blockLow)
        }
        let result = (high: blockHigh, low: blockLow)
        for index in stride(from: length - 2, through: 0, by: -1) {
            highs[index] = highs[index + 1] > highs[index] ? highs[index + 1] : highs[index]
            lows[index] = lows[index + 1] < lows[index] ? lows[index + 1] : lows[index]
        }
        position = 0
        blockHigh = -Double.greatestFiniteMagnitude
        blockLow = Double.greatestFiniteMagnitude
        isFull = true
        return result
    }
}
