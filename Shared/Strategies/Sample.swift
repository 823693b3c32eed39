/// A number on this bar and on the bar before; nil while unknown.
struct Sample: Sendable, Equatable, Codable {
    var current: Double?
    var previous: Double?

    /// The same on every bar.
    init(constant: Double) {
        current = constant
        previous = constant
    }

    /// Unknown.
    init() {}

    mutating func advance(to value: Double?) {
        previous = current
        // What is no number is not known; comparing it would be false both ways.
        current = value.flatMap { $0.isFinite ? $0 : nil }
    }
}
