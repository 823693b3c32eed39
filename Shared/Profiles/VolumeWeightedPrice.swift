/// Volume-weighted average price since a start, and how far trade spread around it.
///
/// West's weighted form of Welford's update (D. H. D. West, Communications of the ACM 22 (9), 1979): the textbook form,
/// mean of squares less square of mean, loses all digits where a high price moves little. It is analysis and computes in
/// `Double`.
public struct VolumeWeightedPrice: Sendable, Equatable, Codable {
    /// Traded since the start; never negative.
    public private(set) var volume = 0.0
    private var mean = 0.0
    private var squares = 0.0

    /// Nothing traded yet.
    public init() {}

    /// Adds an amount at a price.
    ///
    /// - Parameters:
    ///   - price: finite; of a bar the mean of its high, low and close.
    ///   - added: finite and not negative; zero changes nothing.
    public mutating func add(price: Double, volume added: Double) {
        precondition(price.isFinite && added.isFinite && added >= 0, "prices and amounts are finite")
        guard added > 0 else { return }
        volume += added
        let distance = price - mean
        mean += distance * (added / volume)
        squares += added * distance * (price - mean)
    }

    /// The average price; nil until something has traded.
    public var value: Double? { volume > 0 ? mean : nil }

    /// The population standard deviation of the price, weighted by volume; nil until something has traded.
    public var deviation: Double? { volume > 0 ? (max(squares, 0) / volume).squareRoot() : nil }

    /// The bands so many standard deviations around the average; nil until something has traded.
    public func band(_ multiple: Double) -> (upper: Double, lower: Double)? {
        guard let value, let deviation else { return nil }
        return (value + multiple * deviation, value - multiple * deviation)
    }
}
