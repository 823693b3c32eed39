/// Mean and sum of squared deviations of the last `length` values.
///
/// Blocks and suffixes as in ``WindowSum``. Each part is taken relative to one of its own values, which no value of
/// it can be far from unless its variance is as large: so nothing cancels, neither at a price of a million that
/// moves by cents nor after a spike has left the window. Parts are joined after Chan, Golub, LeVeque, "Updating
/// formulae and a pairwise algorithm for computing sample variances", 1979.
struct WindowMoments: Sendable, Equatable, Codable {
    private let place: Int
    private let length: Int
    private var position = 0
    private var isFull = false
    private var origin = 0.0
    private var sum = 0.0
    private var squares = 0.0

    /// Slots that a window needs: values or means, deviations, and what depends on the position alone.
    static func slots(_ length: Int) -> Int { 2 * length }

    init(length: Int, at place: Int = 0) {
        self.place = place
        self.length = length
    }

    /// Takes a value.
    ///
    /// - Returns: the mean of the last `length` and their sum of squared deviations from it, never negative; NaN
    ///   until there are that many.
    @inline(__always)
    mutating func add(_ value: Double, _ slots: MemorySlots) -> (mean: Double, squares: Double) {
        let means = slots.pointer(to: place, count: 2 * length)
        let deviations = means + length
        if position == 0 {
            origin = value
            sum = 0
            squares = 0
        }
        let relative = value - origin
        means[position] = value
        position += 1
        sum += relative
        squares += relative * relative
        let newer = Double(position)
        let shift = sum * (1 / newer)
        let mean = origin + shift
        let deviation = Self.floored(squares - sum * shift)
        guard position == length else {
            guard isFull else { return (.nan, .nan) }
            let older = Double(length - position)
            let share = older / Double(length)
            let distance = means[position] - mean
            return (
                mean + distance * share,
                (deviation + deviations[position]) + distance * distance * (newer * share)
            )
        }
        keepSuffixes(means, deviations)
        return (mean, deviation)
    }

    @inline(__always)
    private mutating func keepSuffixes(
        _ means: UnsafeMutablePointer<Double>, _ deviations: UnsafeMutablePointer<Double>
    ) {
        let last = means[length - 1]
        var sum = 0.0
        var squares = 0.0
        for index in stride(from: length - 1, through: 0, by: -1) {
            let relative = means[index] - last
            sum += relative
            squares += relative * relative
            let shift = sum * (1 / Double(length - index))
            means[index] = last + shift
            deviations[index] = Self.floored(squares - sum * shift)
        }
        position = 0
        isFull = true
    }

    /// Rounding can bring a sum of squares just under zero, and its root would be no number.
    @inline(__always)
    static func floored(_ value: Double) -> Double { larger(value, 0) }
}
