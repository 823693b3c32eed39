import Domain

/// Volume traded in each price row.
///
/// Amounts are whole numbers, so what was added can be removed without a trace, in any order. Rows are kept
/// dense between the lowest and the highest that hold volume; who adds decides how coarse they must be
/// (``SessionProfile``, ``RollingProfile``), for a single print far away would otherwise make millions of
/// them.
public struct VolumeProfile: Sendable, Equatable {
    /// The finest grid; rows of the profile join `2 ^ level` of its rows.
    public let baseGrid: ProfileGrid
    /// How coarse the rows are.
    public private(set) var level = 0
    /// Number of the lowest row with volume, on ``grid``; meaningless while there are no rows.
    public private(set) var firstRow: Int64 = 0
    /// The volume of each row from ``firstRow`` up; the first and the last are not empty.
    public private(set) var rows: [SidedVolume] = []
    /// All rows together.
    public private(set) var volume = SidedVolume.zero

    /// An empty profile.
    public init(grid: ProfileGrid, level: Int = 0) {
        baseGrid = grid
        self.level = level
    }

    init(grid: ProfileGrid, level: Int, firstRow: Int64, rows: [SidedVolume]) {
        baseGrid = grid
        self.level = level
        self.firstRow = firstRow
        self.rows = rows
        volume = rows.reduce(into: .zero) { $0 += $1 }
    }

    /// The grid its rows are numbered on.
    public var grid: ProfileGrid { baseGrid.coarsened(by: level) }

    /// Adds what a bar contributes, which must not be coarser than the profile.
    public mutating func add(_ contribution: ProfileContribution) {
        apply(contribution) { $0 += $1 }
    }

    /// Takes away what was added before.
    public mutating func remove(_ contribution: ProfileContribution) {
        apply(contribution) { $0 -= $1 }
    }

    /// Joins rows until they are `2 ^ level` rows of the finest grid; never the other way.
    public mutating func coarsen(to level: Int) {
        precondition(level >= self.level, "joined rows cannot be told apart again")
        guard level > self.level else { return }
        var joined = VolumeProfile(grid: baseGrid, level: level)
        let shift = Int64(level - self.level)
        if !rows.isEmpty {
            joined.reserve((firstRow >> shift)...((firstRow + Int64(rows.count) - 1) >> shift))
        }
        for (offset, row) in rows.enumerated() {
            joined.change((firstRow + Int64(offset)) >> shift, by: row) { $0 += $1 }
        }
        self = joined
    }

    private mutating func apply(
        _ contribution: ProfileContribution, _ operation: (inout SidedVolume, SidedVolume) -> Void
    ) {
        guard let extent = contribution.extent else { return }
        precondition(contribution.level <= level, "a coarse contribution cannot be told apart")
        reserve((extent.lowerBound >> Int64(level))...(extent.upperBound >> Int64(level)))
        switch contribution.content {
        case .cells(let cells):
            let shift = Int64(level - contribution.level)
            for cell in cells { change(cell.row >> shift, by: cell.volume, operation) }
        case .spread(let low, let high, let volume):
            spread(low, high, volume, operation)
        }
        trim()
    }

    private mutating func spread(
        _ low: Price, _ high: Price, _ volume: SidedVolume,
        _ operation: (inout SidedVolume, SidedVolume) -> Void
    ) {
        let grid = grid
        let lowest = grid.row(of: low)
        guard high > low else { return change(lowest, by: volume, operation) }
        let highest = grid.row(of: Price(units: high.units - 1))
        let range = high.units - low.units
        var below = SidedVolume.zero
        for row in lowest..<highest {
            let part = grid.high(of: row).units - low.units
            let through = SidedVolume(
                buy: volume.buy.share(part, of: range), sell: volume.sell.share(part, of: range))
            var amount = through
            amount -= below
            change(row, by: amount, operation)
            below = through
        }
        var rest = volume
        rest -= below
        change(highest, by: rest, operation)
    }

    private mutating func change(
        _ row: Int64, by amount: SidedVolume, _ operation: (inout SidedVolume, SidedVolume) -> Void
    ) {
        operation(&rows[Int(row - firstRow)], amount)
        operation(&volume, amount)
    }

    /// Makes room for rows; they may stay empty until ``trim()``.
    private mutating func reserve(_ range: ClosedRange<Int64>) {
        if rows.isEmpty { firstRow = range.lowerBound }
        if range.lowerBound < firstRow {
            rows.insert(contentsOf: repeatElement(.zero, count: Int(firstRow - range.lowerBound)), at: 0)
            firstRow = range.lowerBound
        }
        let missing = range.upperBound - firstRow + 1 - Int64(rows.count)
        if missing > 0 { rows.append(contentsOf: repeatElement(.zero, count: Int(missing))) }
    }

    /// Drops empty rows at both ends, so that equal volumes are equal profiles whatever happened before.
    private mutating func trim() {
        while rows.last == .zero { rows.removeLast() }
        let leading = rows.prefix { $0 == .zero }.count
        rows.removeFirst(leading)
        firstRow = rows.isEmpty ? 0 : firstRow + Int64(leading)
    }
}
