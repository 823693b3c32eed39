public import Domain

/// Price rows of equal height, anchored at price zero.
///
/// Row `i` covers `i * rowSize ..< (i + 1) * rowSize`: a price on an edge belongs to the row above it.
public struct ProfileGrid: Sendable, Hashable, Codable {
    /// Height of a row; positive.
    public let rowSize: Price

    /// Rows of that height.
    public init(rowSize: Price) {
        precondition(rowSize.isPositive, "a row has a height")
        self.rowSize = rowSize
    }

    /// The finest sensible grid for an instrument that trades near `price`: between 10,000 and 25,000 rows up
    /// to it.
    ///
    /// The height is 1, 2 or 5 times a power of ten and a whole number of ticks, so that it depends on the
    /// price's magnitude and not on its last digits.
    ///
    /// - Parameters:
    ///   - price: positive.
    ///   - tick: the venue's price step; nil where unknown.
    public init(near price: Price, tick: Price?) {
        let target = max(price.units / 10_000, 1)
        var decade: Int64 = 1
        while decade <= target / 10 { decade *= 10 }
        let height = decade * (target / decade >= 5 ? 5 : target / decade >= 2 ? 2 : 1)
        let size = Price(units: height)
        self.init(rowSize: tick.map { size.roundedUp(toMultipleOf: $0) } ?? size)
    }

    /// A grid that shows a range of prices in at most so many rows.
    ///
    /// The height is 1, 2 or 5 times a power of ten of ticks: the least of these under which the range fits.
    ///
    /// - Parameters:
    ///   - range: the lowest and the highest price.
    ///   - tick: the venue's price step; positive.
    ///   - rows: at least 2.
    public init(spanning range: ClosedRange<Price>, tick: Price, rows: Int) {
        precondition(
            tick.isPositive && rows >= 2, "a tick is positive and neighbouring prices may lie in two rows")
        var steps: [Int64] = [1, 2, 5]
        var height = tick.units
        while let step = steps.first {
            let (next, overflowed) = tick.units.multipliedReportingOverflow(by: step)
            guard !overflowed else { break }
            height = next
            if range.upperBound.units / height - range.lowerBound.units / height < Int64(rows) { break }
            steps = Array(steps.dropFirst()) + [step.multipliedReportingOverflow(by: 10).partialValue]
        }
        self.init(rowSize: Price(units: height))
    }

    /// The grid whose rows each join `2 ^ level` neighbours of this one.
    public func coarsened(by level: Int) -> ProfileGrid {
        ProfileGrid(rowSize: Price(units: rowSize.units << Int64(level)))
    }

    /// The row that holds a price.
    public func row(of price: Price) -> Int64 {
        let (quotient, remainder) = price.units.quotientAndRemainder(dividingBy: rowSize.units)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// The row's lower edge, which belongs to it.
    public func low(of row: Int64) -> Price { Price(units: row * rowSize.units) }

    /// The row's upper edge, which belongs to the row above.
    public func high(of row: Int64) -> Price { Price(units: (row + 1) * rowSize.units) }

    /// The least coarsening under which `rows` of this grid span no more than `maximumRows`.
    static func level(fitting rows: ClosedRange<Int64>, into maximumRows: Int, atLeast minimum: Int) -> Int {
        var level = minimum
        while (rows.upperBound >> Int64(level)) - (rows.lowerBound >> Int64(level)) >= Int64(maximumRows) {
            level += 1
        }
        return level
    }
}
