import Domain

/// Volume traded in each price row.
///
/// Amounts are whole numbers, so what was added can be removed without a trace, in any order. Rows are kept
/// dense between the lowest and the highest that hold volume; who adds decides how coarse they must be
/// (``SessionProfile``, ``RollingProfile``), for a single print far away would otherwise make millions of
/// them.
public struct VolumeProfile: Sendable {
    /// The finest grid; rows of the profile join `2 ^ level` of its rows.
    public let baseGrid: ProfileGrid
    /// How coarse the rows are.
    public private(set) var level = 0
    /// Rows from number ``origin`` up, with room at both ends: a price that wanders down would otherwise move all rows
    /// with every new low.
    private var cells: [FineVolume] = []
    private var origin: Int64 = 0
    /// The rows that hold volume and those between them.
    private var occupied = 0..<0
    /// All rows together, in fine units.
    private(set) var whole = FineVolume.zero
    /// How many of the bars in it were spread over a range.
    private(set) var spreadCount = 0
    /// What these bars brought; the rest was counted trade by trade.
    private(set) var spreadTotal: Int128 = 0
    /// The row with the most volume as long as only trades were added; nil where it must be looked for.
    private(set) var leader: Leader?

    /// The leading row of a profile of trades.
    struct Leader: Sendable {
        var row: Int64
        var total: Int128
        /// Whether other rows hold as much.
        var isTied: Bool
    }

    /// An empty profile.
    public init(grid: ProfileGrid, level: Int = 0) {
        baseGrid = grid
        self.level = level
    }

    init(
        grid: ProfileGrid, level: Int, firstRow: Int64, cells: [FineVolume], spreadCount: Int,
        spreadTotal: Int128 = 0
    ) {
        baseGrid = grid
        self.level = level
        self.cells = cells
        self.spreadCount = spreadCount
        self.spreadTotal = spreadTotal
        origin = firstRow
        occupied = cells.indices
        whole = cells.reduce(into: .zero) { $0 += $1 }
        if spreadCount == 0 { leader = foundLeader() }
    }

    /// The grid its rows are numbered on.
    public var grid: ProfileGrid { baseGrid.coarsened(by: level) }

    /// Number of the lowest row with volume, on ``grid``; 0 while there are no rows.
    public var firstRow: Int64 { occupied.isEmpty ? 0 : origin + Int64(occupied.lowerBound) }

    /// Rows from the lowest with volume to the highest.
    public var rowCount: Int { occupied.count }

    /// All rows together.
    public var volume: SidedVolume {
        let buy = Quantity(units: whole.buy >> FineVolume.guardBits)
        return SidedVolume(buy: buy, sell: Quantity(units: whole.total >> FineVolume.guardBits) - buy)
    }

    /// How much of the volume was counted trade by trade, 0 to 1; the rest is the approximation of bars.
    public var exactShare: Double {
        whole.total > 0 ? 1 - Double(spreadTotal) / Double(whole.total) : 1
    }

    /// The volume of each row from ``firstRow`` up; the first and the last are not empty.
    ///
    /// Exact where trades were added. Where bars were spread the part below each edge is rounded, not the row: so the
    /// rows add up to ``volume``.
    public var rows: [SidedVolume] {
        var through = FineVolume.zero
        var told = SidedVolume.zero
        return fineRows.map { row in
            through += row
            // Bought rounded down and sold rounded up: together they end at a whole unit, and neither ever falls.
            let reached = SidedVolume(
                buy: Quantity(units: through.buy >> FineVolume.guardBits),
                sell: Quantity(units: -(-through.sell >> FineVolume.guardBits)))
            var step = reached
            step -= told
            told = reached
            return step
        }
    }

    var fineRows: ArraySlice<FineVolume> { cells[occupied] }

    /// By how much two sums of neighbouring rows may differ, in fine units, and still be equal.
    ///
    /// Each bar that was spread leaves less than 3 units of rounding in the sum of its bought and sold parts, on either
    /// side of a comparison; 16 leaves room. Without such bars every comparison is exact.
    var slack: Int128 { 16 * Int128(spreadCount) }
}

// MARK: - Adding

extension VolumeProfile {
    /// Adds one trade.
    ///
    /// Takes the same time however large the profile is, except where a price lies outside it.
    public mutating func add(_ print: Print) {
        let row = baseGrid.row(of: print.price) >> Int64(level)
        let amount = print.quantity.units << FineVolume.guardBits
        let isFirst = occupied.isEmpty
        var offset = Int(truncatingIfNeeded: row - origin)
        if !occupied.contains(offset) {
            reserve(row...row)
            offset = Int(row - origin)
            // Which of equal rows leads depends on where the middle is.
            if leader?.isTied == true { leader = foundLeader() }
        }
        let buy = print.aggressor == .buy ? amount : 0
        whole += FineVolume(total: amount, buy: buy)
        cells[offset] += FineVolume(total: amount, buy: buy)
        let total = cells[offset].total
        guard let current = leader else {
            if isFirst { leader = Leader(row: row, total: total, isTied: false) }
            return
        }
        if total > current.total {
            leader = Leader(row: row, total: total, isTied: false)
        } else if total == current.total, row != current.row {
            let isCloser = isNearerToMiddle(row, than: current.row)
            leader = Leader(row: isCloser ? row : current.row, total: total, isTied: true)
        }
    }

    /// Adds what a bar contributes, which must not be coarser than the profile.
    public mutating func add(_ contribution: ProfileContribution) { apply(contribution, sign: 1) }

    /// Takes away what was added before.
    public mutating func remove(_ contribution: ProfileContribution) { apply(contribution, sign: -1) }

    /// Adds all of another profile, of another session or another venue.
    ///
    /// Both must have the same finest grid; the result is as coarse as the coarser of them.
    public mutating func merge(_ other: VolumeProfile) {
        precondition(other.baseGrid == baseGrid, "profiles of different rows cannot be added")
        coarsen(to: max(level, other.level))
        var other = other
        other.coarsen(to: level)
        guard !other.occupied.isEmpty else { return }
        reserve(other.firstRow...other.firstRow + Int64(other.rowCount) - 1)
        for (row, cell) in zip(other.firstRow..., other.fineRows) { change(row, by: cell, sign: 1) }
        spreadCount += other.spreadCount
        spreadTotal += other.spreadTotal
        leader = spreadCount == 0 ? foundLeader() : nil
    }

    /// Joins rows until they are `2 ^ level` rows of the finest grid; never the other way.
    public mutating func coarsen(to level: Int) {
        precondition(level >= self.level, "joined rows cannot be told apart again")
        guard level > self.level else { return }
        var joined = VolumeProfile(grid: baseGrid, level: level)
        let shift = Int64(level - self.level)
        if !occupied.isEmpty {
            joined.reserve((firstRow >> shift)...((firstRow + Int64(rowCount) - 1) >> shift))
        }
        for (row, cell) in zip(firstRow..., fineRows) { joined.change(row >> shift, by: cell, sign: 1) }
        joined.spreadCount = spreadCount
        joined.spreadTotal = spreadTotal
        if spreadCount == 0 { joined.leader = joined.foundLeader() }
        self = joined
    }

    private mutating func apply(_ contribution: ProfileContribution, sign: Int128) {
        guard let extent = contribution.extent else { return }
        precondition(contribution.level <= level, "a coarse contribution cannot be told apart")
        reserve((extent.lowerBound >> Int64(level))...(extent.upperBound >> Int64(level)))
        switch contribution.content {
        case .cells(let cells):
            let shift = Int64(level - contribution.level)
            for cell in cells { change(cell.row >> shift, by: FineVolume(cell.volume), sign: sign) }
        case .spread(let low, let high, let volume):
            spread(low, high, volume, sign)
            spreadTotal += sign * volume.total
            if high > low { spreadCount += Int(sign) }
        }
        trim()
        leader = spreadCount == 0 ? foundLeader() : nil
    }

    private mutating func spread(_ low: Price, _ high: Price, _ volume: FineVolume, _ sign: Int128) {
        let grid = grid
        let lowest = grid.row(of: low)
        guard high > low else { return change(lowest, by: volume, sign: sign) }
        let highest = grid.row(of: Price(units: high.units - 1))
        let total = Proportion(of: volume.total, whole: high.units - low.units)
        let buy = Proportion(of: volume.buy, whole: high.units - low.units)
        var below = FineVolume.zero
        for row in lowest..<highest {
            let part = grid.high(of: row).units - low.units
            let through = FineVolume(total: total(part), buy: buy(part))
            var amount = through
            amount -= below
            change(row, by: amount, sign: sign)
            below = through
        }
        var rest = volume
        rest -= below
        change(highest, by: rest, sign: sign)
    }

    private mutating func change(_ row: Int64, by amount: FineVolume, sign: Int128) {
        let signed = FineVolume(total: sign * amount.total, buy: sign * amount.buy)
        cells[Int(row - origin)] += signed
        whole += signed
    }

    /// Makes room for rows; they may stay empty until ``trim()``.
    private mutating func reserve(_ range: ClosedRange<Int64>) {
        let first = occupied.isEmpty ? range.lowerBound : min(range.lowerBound, firstRow)
        let last =
            occupied.isEmpty
            ? range.upperBound : max(range.upperBound, firstRow + Int64(occupied.count) - 1)
        if first < origin || last >= origin + Int64(cells.count) || occupied.isEmpty {
            // Half as much again on the side it grows to, so that wandering costs the same per row however far it goes.
            let room = (last - first) / 2
            let start = !occupied.isEmpty && first < firstRow ? first - room : first
            let end = occupied.isEmpty || first == firstRow ? last + room : last
            var moved = [FineVolume](repeating: .zero, count: Int(end - start) + 1)
            for (row, cell) in zip(firstRow..., fineRows) { moved[Int(row - start)] = cell }
            cells = moved
            origin = start
        }
        occupied = Int(first - origin)..<Int(last - origin) + 1
    }

    /// Drops empty rows at both ends, so that equal volumes are equal profiles whatever happened before.
    private mutating func trim() {
        let last = occupied.last { cells[$0] != .zero }
        guard let last, let first = occupied.first(where: { cells[$0] != .zero }) else {
            occupied = 0..<0
            return
        }
        occupied = first..<last + 1
    }
}

extension VolumeProfile: Equatable {
    /// Whether both hold the same amounts in the same rows.
    public static func == (left: Self, right: Self) -> Bool {
        left.baseGrid == right.baseGrid && left.level == right.level && left.firstRow == right.firstRow
            && left.spreadCount == right.spreadCount && left.spreadTotal == right.spreadTotal
            && left.fineRows == right.fineRows
    }
}
