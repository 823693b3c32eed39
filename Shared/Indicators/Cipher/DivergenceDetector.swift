/// Finds regular divergences between an oscillator and the price at the oscillator's five-bar fractals.
///
/// A top is a value above both its neighbours on each side by more than
/// ``CrossDetector/oscillatorTolerance``; a bottom likewise below. It is known two bars later, and that is
/// the bar it is reported on. A top below `topLimit` and a bottom above `bottomLimit` are not there at all,
/// also not as the previous one. Bearish: price made a higher high than at the previous top, the oscillator a
/// lower top. Bullish: a lower low and a higher bottom. Equal is never a divergence. Source: the `f_findDivs`
/// rule of the public VuManChu Cipher B script, fractals after Bill Williams, "Trading Chaos", 1995.
public struct DivergenceDetector: Sendable, Equatable, Codable {
    /// What is known of one bar.
    public struct Sample: Sendable, Equatable, Codable {
        /// The oscillator.
        public let value: Double
        /// The bar's highest price.
        public let high: Double
        /// The bar's lowest price.
        public let low: Double
        /// A second oscillator at the same bar, carried along for whoever judges the divergence; nil while
        /// unknown.
        public let companion: Double?

        /// What is known of one bar.
        public init(value: Double, high: Double, low: Double, companion: Double? = nil) {
            self.value = value
            self.high = high
            self.low = low
            self.companion = companion
        }
    }

    /// What one bar made known.
    public struct Finding: Sendable, Equatable {
        /// The price rose to a higher high, the oscillator did not follow.
        public let isBearish: Bool
        /// The price fell to a lower low, the oscillator did not follow.
        public let isBullish: Bool
        /// The bottom before the one that this bar confirmed, or the last one if it confirmed none; nil
        /// before the first.
        public let previousBottom: Sample?
    }

    private let topLimit: Double
    private let bottomLimit: Double
    /// The last five samples, oldest first.
    private var recent: [Sample] = []
    private var lastTop: Sample?
    private var lastBottom: Sample?

    /// A detector of tops at or above `topLimit` and bottoms at or below `bottomLimit`, on the oscillator's
    /// scale.
    public init(topLimit: Double, bottomLimit: Double) {
        self.topLimit = topLimit
        self.bottomLimit = bottomLimit
    }

    /// Takes one bar.
    public mutating func update(_ sample: Sample) -> Finding {
        if recent.count == 5 { recent.removeFirst() }
        recent.append(sample)
        let previousTop = lastTop
        let previousBottom = lastBottom
        guard recent.count == 5 else {
            return Finding(isBearish: false, isBullish: false, previousBottom: previousBottom)
        }
        let centre = recent[2]
        let isTop =
            centre.value >= topLimit && isCentre { centre.value - $0 > CrossDetector.oscillatorTolerance }
        let isBottom =
            centre.value <= bottomLimit && isCentre { $0 - centre.value > CrossDetector.oscillatorTolerance }
        if isTop { lastTop = centre }
        if isBottom { lastBottom = centre }
        return Finding(
            isBearish: isTop && previousTop.map { Self.isBearish(from: $0, to: centre) } ?? false,
            isBullish: isBottom && previousBottom.map { Self.isBullish(from: $0, to: centre) } ?? false,
            previousBottom: previousBottom)
    }

    private func isCentre(_ exceeds: (Double) -> Bool) -> Bool {
        exceeds(recent[0].value) && exceeds(recent[1].value) && exceeds(recent[3].value)
            && exceeds(recent[4].value)
    }

    private static func isBearish(from previous: Sample, to top: Sample) -> Bool {
        top.high > previous.high && previous.value - top.value > CrossDetector.oscillatorTolerance
    }

    private static func isBullish(from previous: Sample, to bottom: Sample) -> Bool {
        bottom.low < previous.low && bottom.value - previous.value > CrossDetector.oscillatorTolerance
    }
}
