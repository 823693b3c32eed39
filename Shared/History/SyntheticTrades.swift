public import Domain

/// Trades that could have made a bar, where a recording holds bars alone.
///
/// **They are synthetic.** Only their envelope is true: first price, extremes, last price and summed volume are the
/// bar's own. Their order, times, sizes and sides are a fixed rule, so that every run sees the same ones:
///
/// - four trades: the open; then low and high, or high and low when the bar fell; then the close;
/// - at 0, 1/3 and 2/3 of the interval and one millisecond before its end;
/// - a quarter of the volume each, what the division leaves over going to the close;
/// - the first takes liquidity in the direction of the bar, each later one in the direction of its price move, or like the
///   one before it when the price stood still;
/// - ids count on from the Unix epoch, four to a bar, so that they do not depend on how much was recorded.
public enum SyntheticTrades {
    /// Ids set aside for each bar.
    public static let perBar = 4

    /// The trades of a bar, ascending; none for a bar without volume, the close alone for one of fewer than four units.
    public static func of(_ bar: Bar) -> [Trade] {
        let quarter = Quantity(units: bar.volume.units / Quantity.Units(perBar))
        let last = bar.volume - quarter - quarter - quarter
        guard last.isPositive else { return [] }
        let isRising = bar.close >= bar.open
        let length = bar.interval.milliseconds
        let prices =
            isRising ? [bar.open, bar.low, bar.high, bar.close] : [bar.open, bar.high, bar.low, bar.close]
        let offsets = [0, length / 3, length / 3 * 2, length - 1]
        let firstID = firstID(of: bar)
        var trades: [Trade] = []
        trades.reserveCapacity(perBar)
        var aggressor = isRising ? Side.buy : .sell
        for place in 0..<perBar {
            if place > 0, prices[place] != prices[place - 1] {
                aggressor = prices[place] > prices[place - 1] ? .buy : .sell
            }
            let quantity = place == perBar - 1 ? last : quarter
            guard quantity.isPositive else { continue }
            trades.append(
                Trade(
                    instrument: bar.instrument, id: firstID + Int64(place),
                    occurredAt: Timestamp(milliseconds: bar.openedAt.milliseconds + offsets[place]),
                    price: prices[place], quantity: quantity, aggressor: aggressor))
        }
        return trades
    }

    /// The first of the ids set aside for a bar.
    public static func firstID(of bar: Bar) -> Int64 {
        bar.openedAt.milliseconds / bar.interval.milliseconds * Int64(perBar)
    }
}
