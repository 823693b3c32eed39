public import Domain

/// A candle in the making, of trades or of shorter candles; exact.
public struct CandleSum: Sendable, Hashable {
    /// First price.
    public private(set) var open: Price
    /// Highest price.
    public private(set) var high: Price
    /// Lowest price.
    public private(set) var low: Price
    /// Last price.
    public private(set) var close: Price
    /// Sums, in the order in which they were given with the first part: volume, then whatever else adds up.
    public private(set) var sums: [Int128]

    /// A candle of one part.
    public init(open: Price, high: Price, low: Price, close: Price, sums: [Int128]) {
        self.open = open
        self.high = high
        self.low = low
        self.close = close
        self.sums = sums
    }

    /// A candle of one trade: its volume, quote volume, number of trades and volume bought by takers.
    ///
    /// The quote volume counts units of price times units of quantity.
    ///
    /// - Throws: ``MoneyOverflow`` where 128 bits do not hold price times quantity.
    public init(_ print: Print) throws(MoneyOverflow) {
        let (quote, overflowed) = Int128(print.price.units).multipliedReportingOverflow(
            by: print.quantity.units)
        guard !overflowed else { throw MoneyOverflow() }
        self.init(
            open: print.price, high: print.price, low: print.price, close: print.price,
            sums: [print.quantity.units, quote, 1, print.aggressor == .buy ? print.quantity.units : 0])
    }

    /// Adds what came after.
    ///
    /// - Throws: ``MoneyOverflow`` where 128 bits do not hold a sum; the candle is then unchanged.
    public mutating func add(_ next: CandleSum) throws(MoneyOverflow) {
        var total = sums
        for (index, sum) in next.sums.enumerated() {
            let (value, overflowed) = total[index].addingReportingOverflow(sum)
            guard !overflowed else { throw MoneyOverflow() }
            total[index] = value
        }
        sums = total
        high = max(high, next.high)
        low = min(low, next.low)
        close = next.close
    }
}
