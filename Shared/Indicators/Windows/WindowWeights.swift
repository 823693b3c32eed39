/// Sum, and sum weighted by age, of the last `length` values: what linear weights and straight lines need.
///
/// Blocks and suffixes as in ``WindowSum``. Both parts are taken relative to one of their own values, so that cents
/// on a price of a million keep their digits; what the newer part is relative to is the result's ``Result/origin``.
struct WindowWeights: Sendable, Equatable, Codable {
    /// What is known of a full window.
    struct Result {
        /// What the sums are relative to; NaN until the window is full.
        var origin: Double
        /// Sum of `value - origin`.
        var sum: Double
        /// Sum of `weight * (value - origin)`, the oldest value weighing 1 and the newest `length`.
        var weighted: Double
    }

    private let place: Int
    private let length: Int
    private var position = 0
    private var isFull = false
    /// First value of the block being filled, and last value of the block before.
    private var origin = 0.0
    private var olderOrigin = 0.0
    private var sum = 0.0
    private var weighted = 0.0

    /// Slots that a window needs.
    static func slots(_ length: Int) -> Int { 2 * length }

    init(length: Int, at place: Int = 0) {
        self.place = place
        self.length = length
    }

    /// Takes a value.
    @inline(__always)
    mutating func add(_ value: Double, _ slots: MemorySlots) -> Result {
        let sums = slots.pointer(to: place, count: 2 * length)
        let weights = sums + length
        if position == 0 {
            origin = value
            sum = 0
            weighted = 0
        }
        let relative = value - origin
        sums[position] = value
        position += 1
        sum += relative
        weighted += Double(position) * relative
        guard position == length else {
            guard isFull else { return Result(origin: .nan, sum: .nan, weighted: .nan) }
            // The older part has the first weights; the newer one's all grow by the number of its values.
            let older = Double(length - position)
            let shift = olderOrigin - origin
            return Result(
                origin: origin, sum: sum + (sums[position] + older * shift),
                weighted: (weighted + older * sum)
                    + (weights[position] + older * (older + 1) * 0.5 * shift))
        }
        keepSuffixes(sums, weights)
        return Result(origin: origin, sum: sum, weighted: weighted)
    }

    @inline(__always)
    private mutating func keepSuffixes(
        _ sums: UnsafeMutablePointer<Double>, _ weights: UnsafeMutablePointer<Double>
    ) {
        olderOrigin = sums[length - 1]
        var suffix = 0.0
        var rising = 0.0
        for index in stride(from: length - 1, through: 0, by: -1) {
            // One value more in front moves the weight of all behind it up by one.
            suffix += sums[index] - olderOrigin
            rising += suffix
            sums[index] = suffix
            weights[index] = rising
        }
        position = 0
        isFull = true
    }
}
