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
    public let volume: ProfileAmount
    /// How close the closest decision on the way was to a tie, as a part of the whole volume; 0 where one was a tie, nil
    /// without volume.
    ///
    /// Two sides without volume are no decision.
    public let decisionMargin: Double?
}

/// An amount in a profile, as fine as the profile keeps it.
public struct ProfileAmount: Sendable, Hashable {
    let fine: Int128

    /// In units of the quantities that were added.
    ///
    /// The nearest `Double`; for analysis only.
    public var units: Double { Double(fine) / Double(1 << FineVolume.guardBits) }

    /// To the unit, rounded down.
    public var quantity: Quantity { Quantity(units: fine >> FineVolume.guardBits) }
}

extension VolumeProfile {
    /// The row with the most volume; nil in an empty profile.
    ///
    /// Of several, the one nearest to the middle of the profile; of two equally near, the lower.
    public var pointOfControl: Int64? { (leader ?? foundLeader())?.row }

    /// The leading row, looked for from the first to the last.
    func foundLeader() -> Leader? {
        let rows = fineRows
        guard var most = rows.first?.total else { return nil }
        for row in rows where row.total > most { most = row.total }
        let least = most - slack
        let middle = rows.startIndex + rows.endIndex - 1
        var best: Int?
        var count = 0
        for index in rows.indices where rows[index].total >= least {
            count += 1
            if let leader = best, abs(2 * index - middle) >= abs(2 * leader - middle) { continue }
            best = index
        }
        return best.map {
            Leader(row: firstRow + Int64($0 - rows.startIndex), total: most, isTied: count > 1)
        }
    }

    func isNearerToMiddle(_ row: Int64, than other: Int64) -> Bool {
        let middle = 2 * firstRow + Int64(rowCount) - 1
        let left = abs(2 * row - middle)
        let right = abs(2 * other - middle)
        return left < right || (left == right && row < other)
    }

    /// How many rows hold as much as the leading one, itself included.
    var leaderCount: Int {
        guard let leader = leader ?? foundLeader() else { return 0 }
        guard leader.isTied else { return 1 }
        let least = leader.total - slack
        return fineRows.count { $0.total >= least }
    }

    /// The value area; nil in an empty profile.
    ///
    /// Each turn compares the next rows above with the next rows below (fewer at the profile's end) and takes
    /// the larger side whole, the upper one on a tie, until at least `fraction` of the volume is inside.
    /// Empty rows count as rows. Rows that are equal but for the rounding of spread bars are a tie.
    ///
    /// - Parameters:
    ///   - fraction: part of the volume, 0 to 1; 0.7 is usual.
    ///   - rule: how many rows a turn takes.
    /// - Returns: the rows and what was traded in them.
    public func valueArea(fraction: Rate, rule: ValueAreaRule = .rowPairs) -> ValueArea? {
        guard let pointOfControl else { return nil }
        let step = rule.rawValue
        let slack = slack
        let first = firstRow
        return fineRows.withUnsafeBufferPointer { rows in
            var low = Int(pointOfControl - first)
            var high = low
            var inside = rows[low].total
            let target = Self.target(whole.total, fraction)
            var margin: Int128?
            // The volume inside that came closest to the target.
            var closest = inside
            while inside + slack < target {
                let above = high + 1..<max(high + 1, min(high + 1 + step, rows.count))
                let below = max(low - step, 0)..<low
                if above.isEmpty, below.isEmpty { break }
                var volumeAbove: Int128 = 0
                var volumeBelow: Int128 = 0
                for index in above { volumeAbove += rows[index].total }
                for index in below { volumeBelow += rows[index].total }
                if !above.isEmpty, !below.isEmpty, volumeAbove != 0 || volumeBelow != 0 {
                    let distance = abs(volumeAbove - volumeBelow)
                    margin = min(margin ?? .max, distance > slack ? distance : 0)
                }
                if below.isEmpty || (!above.isEmpty && volumeAbove + slack >= volumeBelow) {
                    inside += volumeAbove
                    high += above.count
                } else {
                    inside += volumeBelow
                    low -= below.count
                }
                if abs(inside - target) < abs(closest - target) { closest = inside }
            }
            return ValueArea(
                rows: first + Int64(low)...first + Int64(high), volume: ProfileAmount(fine: inside),
                decisionMargin: decisionMargin(between: margin, inside: closest, fraction))
        }
    }

    /// The smaller of the distances between two sides, and between what was inside and the part that is wanted.
    private func decisionMargin(between sides: Int128?, inside: Int128, _ fraction: Rate) -> Double? {
        guard whole.total > 0 else { return nil }
        let total = Double(whole.total)
        // Exact where it is a tie: the target is rounded up by less than a fine unit.
        let isTie = abs(inside - Self.target(whole.total, fraction)) <= slack && isWhole(fraction)
        let missing = isTie ? 0 : abs(Double(inside) / total - fraction.approximation)
        return min(sides.map { Double($0) / total } ?? .infinity, missing)
    }

    /// Whether that part of the volume is a whole number of fine units, or as good as one.
    private func isWhole(_ fraction: Rate) -> Bool {
        let one = Int128(Rate.unitsPerWhole)
        return slack > 0 || (whole.total % one) * Int128(fraction.units) % one == 0
    }

    /// The least whole amount that is at least that part of another.
    private static func target(_ amount: Int128, _ fraction: Rate) -> Int128 {
        let one = Int128(Rate.unitsPerWhole)
        let (quotient, remainder) = amount.quotientAndRemainder(dividingBy: one)
        return quotient * Int128(fraction.units) + (remainder * Int128(fraction.units) + one - 1) / one
    }

    /// The profile's prices of interest; nil in an empty profile.
    public func levels(fraction: Rate, rule: ValueAreaRule = .rowPairs) -> ProfileLevels? {
        guard let pointOfControl, let area = valueArea(fraction: fraction, rule: rule) else { return nil }
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
