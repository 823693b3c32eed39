public import Domain

/// What a profile amounts to: all that is decided on its rows.
public struct ProfileSummary: Sendable, Hashable {
    /// Rows from the lowest with volume to the highest.
    public let rowCount: Int
    /// The lowest of them.
    public let firstRow: Int64
    /// All that was traded.
    public let total: ProfileAmount
    /// What buyers took.
    public let buy: ProfileAmount
    /// What sellers took.
    public let sell: ProfileAmount
    /// What buyers took more than sellers.
    public let delta: ProfileAmount
    /// The row with the most volume.
    public let pointOfControl: Int64
    /// What was traded in it.
    public let mostVolume: ProfileAmount
    /// How many rows hold as much, itself included.
    public let leaderCount: Int
    /// The value area by pairs of rows.
    public let rowPairs: ValueArea
    /// The value area by single rows.
    public let singleRows: ValueArea
    /// High- and low-volume nodes.
    public let nodes: VolumeNodes
    /// Where buyers were furthest ahead.
    public let mostDeltaRow: Int64
    /// Where sellers were furthest ahead.
    public let leastDeltaRow: Int64
}

extension VolumeProfile {
    /// What the profile amounts to.
    ///
    /// - Parameter fraction: part of the volume inside the value area, 0 to 1.
    /// - Returns: nil without rows.
    public func summary(fraction: Rate) -> ProfileSummary? {
        guard let pointOfControl, let pairs = valueArea(fraction: fraction, rule: .rowPairs),
            let single = valueArea(fraction: fraction, rule: .singleRow), let deltas = extremeDeltas
        else { return nil }
        return ProfileSummary(
            rowCount: rowCount, firstRow: firstRow, total: ProfileAmount(fine: whole.total),
            buy: ProfileAmount(fine: whole.buy), sell: ProfileAmount(fine: whole.sell),
            delta: ProfileAmount(fine: whole.delta), pointOfControl: pointOfControl,
            mostVolume: ProfileAmount(
                fine: fineRows[fineRows.startIndex + Int(pointOfControl - firstRow)].total),
            leaderCount: leaderCount, rowPairs: pairs, singleRows: single, nodes: nodes(),
            mostDeltaRow: deltas.most, leastDeltaRow: deltas.least)
    }

    /// All that was traded.
    public var total: ProfileAmount { ProfileAmount(fine: whole.total) }
    /// What buyers took more than sellers.
    public var delta: ProfileAmount { ProfileAmount(fine: whole.delta) }

    /// Total, bought and sold of every row with volume, from the lowest up.
    public var filledRows: [(row: Int64, total: ProfileAmount, buy: ProfileAmount, sell: ProfileAmount)] {
        zip(firstRow..., fineRows).lazy.filter { $1.total != 0 }.map { row, cell in
            (
                row, ProfileAmount(fine: cell.total), ProfileAmount(fine: cell.buy),
                ProfileAmount(fine: cell.sell)
            )
        }
    }
}
