/// One bar as indicators see it.
///
/// Analysis, not accounting: prices are `Double` here and nowhere else.
public struct BarValues: Sendable, Equatable, Codable {
    /// First trade, in quote currency.
    public var open: Double
    /// Highest trade, in quote currency.
    public var high: Double
    /// Lowest trade, in quote currency.
    public var low: Double
    /// Last trade, in quote currency.
    public var close: Double
    /// Volume traded, in base currency; not negative.
    public var volume: Double

    /// A bar of those prices and that volume.
    @inlinable
    public init(open: Double, high: Double, low: Double, close: Double, volume: Double) {
        self.open = open
        self.high = high
        self.low = low
        self.close = close
        self.volume = volume
    }
}

/// A series of bars, one array per field, all of the same length.
public struct BarColumns: Sendable, Equatable {
    /// First trades.
    public private(set) var open: [Double] = []
    /// Highest trades.
    public private(set) var high: [Double] = []
    /// Lowest trades.
    public private(set) var low: [Double] = []
    /// Last trades.
    public private(set) var close: [Double] = []
    /// Volumes.
    public private(set) var volume: [Double] = []

    /// Bars in the series.
    public var count: Int { close.count }

    /// An empty series.
    public init() {}

    /// A series of those arrays, of equal lengths.
    public init(open: [Double], high: [Double], low: [Double], close: [Double], volume: [Double]) {
        precondition(
            [open.count, high.count, low.count, volume.count].allSatisfy { $0 == close.count },
            "columns of one series are equally long")
        self.open = open
        self.high = high
        self.low = low
        self.close = close
        self.volume = volume
    }

    /// A series of bars.
    public init(_ bars: some Sequence<BarValues>) {
        for bar in bars { append(bar) }
    }

    /// A single series in the place of all prices, without volume: for indicators of one number.
    init(series: [Double]) {
        open = series
        high = series
        low = series
        close = series
        volume = series
    }

    /// Adds a bar at the end.
    public mutating func append(_ bar: BarValues) {
        open.append(bar.open)
        high.append(bar.high)
        low.append(bar.low)
        close.append(bar.close)
        volume.append(bar.volume)
    }

    /// One bar.
    public subscript(row: Int) -> BarValues {
        BarValues(open: open[row], high: high[row], low: low[row], close: close[row], volume: volume[row])
    }

    /// The first `count` bars.
    public func prefix(_ count: Int) -> Self {
        Self(
            open: Array(open.prefix(count)), high: Array(high.prefix(count)), low: Array(low.prefix(count)),
            close: Array(close.prefix(count)), volume: Array(volume.prefix(count)))
    }

    func withPointers<Result>(_ body: (BarPointers) -> Result) -> Result {
        open.withUnsafeBufferPointer { open in
            high.withUnsafeBufferPointer { high in
                low.withUnsafeBufferPointer { low in
                    close.withUnsafeBufferPointer { close in
                        volume.withUnsafeBufferPointer { volume in
                            body(BarPointers(open: open, high: high, low: low, close: close, volume: volume))
                        }
                    }
                }
            }
        }
    }
}

/// A series of bars while a batch runs over it.
public struct BarPointers {
    let open: UnsafeBufferPointer<Double>
    let high: UnsafeBufferPointer<Double>
    let low: UnsafeBufferPointer<Double>
    let close: UnsafeBufferPointer<Double>
    let volume: UnsafeBufferPointer<Double>

    var count: Int { close.count }
}

/// Which columns are finite throughout, or in some rows.
struct FiniteColumns {
    let bars: BarPointers
    let rows: Range<Int>

    init(bars: BarPointers) { self.init(bars: bars, rows: 0..<bars.count) }

    init(bars: BarPointers, rows: Range<Int>) {
        self.bars = bars
        self.rows = rows
    }

    var high: Bool { areFinite(UnsafeBufferPointer(rebasing: bars.high[rows])) }
    var low: Bool { areFinite(UnsafeBufferPointer(rebasing: bars.low[rows])) }
    var close: Bool { areFinite(UnsafeBufferPointer(rebasing: bars.close[rows])) }
    /// High, low and close.
    var prices: Bool { high && low && close }
}
