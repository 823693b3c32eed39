/// A profile that only grows, from the start of a session to its end, in bounded memory.
///
/// It holds at most ``maximumRows`` rows: when prices spread further, neighbours are joined in pairs, which
/// is exact. So a single print at a hundredth of the price makes the rows coarser and does not make a million
/// of them.
public struct SessionProfile: Sendable, Equatable, Codable {
    /// What was traded since the start.
    public private(set) var profile: VolumeProfile
    /// Bars added, with or without volume.
    public private(set) var barCount = 0
    private let maximumRows: Int
    /// Rows of the finest grid reached so far; nil before the first volume.
    private var extent: ClosedRange<Int64>?

    /// A session without trades, of at most `maximumRows` rows, at least 2.
    public init(grid: ProfileGrid, maximumRows: Int) {
        precondition(maximumRows >= 2, "neighbouring prices may lie in two rows")
        profile = VolumeProfile(grid: grid)
        self.maximumRows = maximumRows
    }

    /// Adds what a bar contributes.
    public mutating func add(_ contribution: ProfileContribution) {
        barCount += 1
        guard let added = contribution.extent else { return }
        reach(added, level: contribution.level)
        profile.add(contribution)
    }

    /// Adds one trade, which counts as no bar.
    public mutating func add(_ print: Print) {
        let row = profile.baseGrid.row(of: print.price)
        if extent?.contains(row) != true { reach(row...row, level: 0) }
        profile.add(print)
    }

    private mutating func reach(_ added: ClosedRange<Int64>, level: Int) {
        let reached =
            extent.map { min($0.lowerBound, added.lowerBound)...max($0.upperBound, added.upperBound) }
            ?? added
        extent = reached
        let coarsest = max(profile.level, level)
        profile.coarsen(to: ProfileGrid.level(fitting: reached, into: maximumRows, atLeast: coarsest))
    }
}
