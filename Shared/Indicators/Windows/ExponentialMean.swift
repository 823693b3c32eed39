/// `alpha * value + (1 - alpha) * previous`, seeded with the mean of the first `length` values; needs no memory.
struct ExponentialMean: Sendable, Equatable, Codable {
    private let length: Int
    private let alpha: Double
    private let rest: Double
    /// Values taken, until there are enough for the seed.
    private var count = 0
    /// Sum of the seed's values; then the mean times `rest`, so that a value waits for one product and one sum only.
    private var carried = 0.0

    /// The usual weight, `2 / (length + 1)`.
    init(length: Int) { self.init(length: length, alpha: 2 / Double(length + 1)) }

    private init(length: Int, alpha: Double) {
        self.length = length
        self.alpha = alpha
        rest = 1 - alpha
    }

    /// Wilder's weight, `1 / length`.
    static func wilder(_ length: Int) -> Self { Self(length: length, alpha: 1 / Double(length)) }

    /// Takes a value.
    ///
    /// - Returns: the mean so far; NaN until `length` values were taken.
    @inline(__always)
    mutating func add(_ value: Double) -> Double {
        count == length ? follow(value) : seed(value)
    }

    /// Takes a value once the mean is seeded: for loops that need not ask.
    @inline(__always)
    mutating func follow(_ value: Double) -> Double {
        let mean = alpha * value + carried
        carried = rest * mean
        return mean
    }

    @inline(__always)
    private mutating func seed(_ value: Double) -> Double {
        carried += value
        count &+= 1
        guard count == length else { return .nan }
        let mean = carried / Double(length)
        carried = rest * mean
        return mean
    }
}
