/// How long ago the last highest high and lowest low were, 100 for now and 0 for `length` bars ago.
///
/// `100 * (length - bars since) / length` over the last `length + 1` bars; of equal extremes the newest counts.
/// Source: Tushar Chande, "Technical Analysis of Stocks & Commodities", September 1995; TA-Lib's AROON and AROONOSC.
/// First result with bar `length + 1`.
public struct Aroon: StreamingIndicator {
    private let length: Int
    private var highs: RecentValues
    private var lows: RecentValues
    private var sinceHigh = 0
    private var sinceLow = 0
    private var highest = 0.0
    private var lowest = 0.0
    private var count = 0
    /// What is remembered of the series.
    public var memory: IndicatorMemory
    /// `length`.
    public var warmUp: Int { length }

    /// Extremes of `length + 1` bars, `length` at least one; 14 and 25 are usual.
    public init(length: Int) {
        self.length = checked(length)
        highs = RecentValues(length: length + 1)
        lows = RecentValues(length: length + 1, at: RecentValues.slots(length + 1))
        memory = IndicatorMemory(count: 2 * RecentValues.slots(length + 1))
    }

    /// Takes one bar.
    @inline(__always)
    public mutating func step(_ input: HighLow, _ slots: MemorySlots) -> AroonLines {
        advance(input, highs.add(input.high, slots), lows.add(input.low, slots))
    }

    /// Takes one bar, given where the last `length + 1` highs and lows begin.
    @inline(__always)
    private mutating func advance(
        _ input: HighLow, _ highs: UnsafePointer<Double>, _ lows: UnsafePointer<Double>
    ) -> AroonLines {
        sinceHigh &+= 1
        sinceLow &+= 1
        if count == 0 || input.high >= highest {
            highest = input.high
            sinceHigh = 0
        } else if sinceHigh > length {
            findHighest(highs)
        }
        if count == 0 || input.low <= lowest {
            lowest = input.low
            sinceLow = 0
        } else if sinceLow > length {
            findLowest(lows)
        }
        guard count >= length else {
            count += 1
            return .unknown
        }
        let scale = 100 / Double(length)
        return AroonLines(
            up: Double(length - sinceHigh) * scale, down: Double(length - sinceLow) * scale,
            oscillator: Double(sinceLow - sinceHigh) * scale)
    }

    /// Looks through the window once its extreme has left: rarely, on average after half its length.
    private mutating func findHighest(_ values: UnsafePointer<Double>) {
        var place = 0
        var index = 1
        while index <= length {
            if values[index] >= values[place] { place = index }
            index &+= 1
        }
        highest = values[place]
        sinceHigh = length - place
    }

    private mutating func findLowest(_ values: UnsafePointer<Double>) {
        var place = 0
        var index = 1
        while index <= length {
            if values[index] <= values[place] { place = index }
            index &+= 1
        }
        lowest = values[place]
        sinceLow = length - place
    }

    /// The three lines over a whole series.
    public func values(over bars: BarColumns) -> IndicatorTable<AroonLines> {
        batch(bars, { $0.high && $0.low }) { bars, base in
            guard let high = bars.high.baseAddress, let low = bars.low.baseAddress else { return }
            var local = self
            local.memory = IndicatorMemory(count: 0)
            for row in 0..<bars.count {
                // Before the window is full nobody looks at where it would begin.
                let start = max(row &- length, 0)
                local.advance(.at(row, of: bars), high + start, low + start)
                    .store(base + row, stride: bars.count)
            }
        }
    }
}

/// Ages of the extremes.
public struct AroonLines: IndicatorOutput, Codable {
    /// Of the highest high, 0 to 100.
    public let up: Double
    /// Of the lowest low, 0 to 100.
    public let down: Double
    /// ``up`` less ``down``.
    public let oscillator: Double

    /// None of the three.
    public static var unknown: Self { Self(up: .nan, down: .nan, oscillator: .nan) }
    /// Three.
    public static var width: Int { 3 }
    /// Whether they are known.
    public var isKnown: Bool { !up.isNaN }
    /// Writes up, down and oscillator.
    public func store(_ slot: UnsafeMutablePointer<Double>, stride: Int) {
        slot[0] = up
        slot[stride] = down
        slot[2 * stride] = oscillator
    }
}
