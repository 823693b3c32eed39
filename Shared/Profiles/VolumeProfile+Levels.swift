public import Domain

/// How a value area grows from the point of control.
public enum ValueAreaRule: Int, Sendable, Hashable, Codable {
    /// One row at a time.
    case singleRow = 1
    /// Two rows at a time, as in the Chicago Board of Trade's market profile handbook; the usual rule.
    case rowPairs = 2
}

/// The rows around the point of control that hold a given part of the volume.
public struct ValueArea: Sendable, Hashable {
    /// Lowest to highest row.
    public let rows: ClosedRange<Int64>
    /// What was traded in them.
    public let volume: Quantity
}

extension VolumeProfile {
    /// The row with the most volume; nil in an empty profile.
    ///
    /// Of several, the one nearest to the middle of the profile; of two equally near, the lower.
    public var pointOfControl: Int64? {
        var best: Int?
        var most = Quantity.zero
        for index in rows.indices {
            let volume = rows[index].total
            guard let leader = best, volume <= most else {
                best = index
                most = volume
                continue
            }
            if volume == most, distanceFromMiddle(index) < distanceFromMiddle(leader) { best = index }
        }
        return best.map { firstRow + Int64($0) }
    }

    /// Twice the distance, so that it is whole.
    private func distanceFromMiddle(_ index: Int) -> Int { abs(2 * index - (rows.count - 1)) }

    /// The value area; nil in an empty profile.
    ///
    /// Each turn compares the next rows above with the next rows below (fewer at the profile's end) and takes
    /// the larger side whole, the upper one on a tie, until at least `fraction` of the volume is inside.
    /// Empty rows count as rows.
    ///
    /// - Parameters:
    ///   - fraction: part of the volume, 0 to 1; 0.7 is usual.
    ///   - rule: how many rows a turn takes.
    /// - Returns: the rows and what was traded in them.
    public func valueArea(fraction: Rate, rule: ValueAreaRule = .rowPairs) -> ValueArea? {
        pointOfControl.map { valueArea(around: $0, fraction, rule) }
    }

    private func valueArea(around pointOfControl: Int64, _ fraction: Rate, _ rule: ValueAreaRule) -> ValueArea
    {
        let step = rule.rawValue
        var low = Int(pointOfControl - firstRow)
        var high = low
        var inside = rows[low].total
        // Multiplied out, so that the comparison with the fraction is exact.
        let target = volume.total.units * Int128(fraction.units)
        while inside.units * Int128(Rate.unitsPerWhole) < target {
            let above = high + 1..<min(high + 1 + step, rows.count)
            let below = max(low - step, 0)..<low
            if above.isEmpty, below.isEmpty { break }
            let volumeAbove = rows[above].reduce(Quantity.zero) { $0 + $1.total }
            let volumeBelow = rows[below].reduce(Quantity.zero) { $0 + $1.total }
            if below.isEmpty || (!above.isEmpty && volumeAbove >= volumeBelow) {
                inside += volumeAbove
                high += above.count
            } else {
                inside += volumeBelow
                low -= below.count
            }
        }
        return ValueArea(rows: firstRow + Int64(low)...firstRow + Int64(high), volume: inside)
    }

    /// The profile's prices of interest; nil in an empty profile.
    public func levels(fraction: Rate, rule: ValueAreaRule = .rowPairs) -> ProfileLevels? {
        guard let pointOfControl else { return nil }
        let area = valueArea(around: pointOfControl, fraction, rule)
        let grid = grid
        // Halved last, so that the middle is the nearest Double to the decimal number that it is.
        let edges = Double(grid.low(of: pointOfControl).units + grid.high(of: pointOfControl).units)
        return ProfileLevels(
            pointOfControl: edges / (2 * Double(Price.unitsPerWhole)),
            valueAreaHigh: grid.high(of: area.rows.upperBound),
            valueAreaLow: grid.low(of: area.rows.lowerBound),
            delta: volume.delta)
    }
}

/// A profile's prices of interest.
///
/// Rows are taken as continuous: their middle and their edges.
public struct ProfileLevels: Sendable, Hashable, Codable {
    /// Middle of the row with the most volume; it may lie between two units of ``Price``.
    public let pointOfControl: Double
    /// Upper edge of the value area.
    public let valueAreaHigh: Price
    /// Lower edge of the value area.
    public let valueAreaLow: Price
    /// What buyers took more than sellers, over the whole profile.
    public let delta: Quantity
}
