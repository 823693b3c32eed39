public import Domain

/// One trade as a profile sees it.
public struct Print: Sendable, Hashable {
    /// Where; positive.
    public let price: Price
    /// How much; positive.
    public let quantity: Quantity
    /// The side that took liquidity.
    public let aggressor: Side

    /// One trade as a profile sees it.
    public init(price: Price, quantity: Quantity, aggressor: Side) {
        self.price = price
        self.quantity = quantity
        self.aggressor = aggressor
    }
}

/// What one bar adds to a profile, kept so that exactly this can be taken away again.
///
/// Built from the bar's trades it is exact. Built from the bar alone it is an approximation: the volume is
/// spread evenly over the bar's range, and a bar without range goes to the row of its price. Amounts stay
/// whole numbers, of `2 ^ -20` of a quantity's unit: the part below a price is rounded down and a row gets the
/// difference between its two edges, so the rows always add up to the bar's volume, each within that fine unit
/// of the true share, and joining rows gives exactly what spreading over the joined rows would have given.
public struct ProfileContribution: Sendable, Equatable {
    /// Rows of the finest grid it reaches; nil for nothing at all.
    let extent: ClosedRange<Int64>?
    /// The finest coarsening it can be shown in.
    let level: Int
    let content: Content

    enum Content: Sendable, Equatable {
        /// Traded amounts by row of the grid at ``level``, in ascending order.
        case cells([Cell])
        /// An amount spread evenly over a range of prices.
        case spread(low: Price, high: Price, volume: FineVolume)
    }

    struct Cell: Sendable, Equatable {
        let row: Int64
        var volume: SidedVolume
    }

    /// What trades add.
    ///
    /// - Parameters:
    ///   - prints: in any order.
    ///   - grid: the finest grid of the profiles it is meant for.
    ///   - maximumCells: how many rows it may hold, at least 1; neighbours are joined until it fits.
    public init(prints: some Sequence<Print>, grid: ProfileGrid, maximumCells: Int) {
        var volumes: [Int64: SidedVolume] = [:]
        for print in prints {
            let volume =
                switch print.aggressor {
                case .buy: SidedVolume(buy: print.quantity, sell: .zero)
                case .sell: SidedVolume(buy: .zero, sell: print.quantity)
                }
            volumes[grid.row(of: print.price), default: .zero] += volume
        }
        var cells = volumes.map { Cell(row: $0.key, volume: $0.value) }.sorted { $0.row < $1.row }
        var level = 0
        while cells.count > maximumCells {
            cells = Self.joined(cells)
            level += 1
        }
        self.init(cells: cells, level: level)
    }

    /// What a valid bar adds by the approximation.
    public init(spreading bar: Bar, _ share: BuyShare, grid: ProfileGrid) {
        self.init(low: bar.low, high: bar.high, volume: share.fineSplit(bar), grid: grid)
    }

    init(cells: [Cell], level: Int) {
        self.level = level
        content = .cells(cells)
        guard let first = cells.first, let last = cells.last else {
            extent = nil
            return
        }
        extent = first.row << Int64(level)...((last.row + 1) << Int64(level)) - 1
    }

    private init(low: Price, high: Price, volume: FineVolume, grid: ProfileGrid) {
        // The high itself, if it is an edge, starts a row that the range does not reach into.
        let last = low == high ? high : Price(units: high.units - 1)
        self.init(
            low: low, high: high, volume: volume,
            extent: volume == .zero ? nil : grid.row(of: low)...grid.row(of: last))
    }

    init(low: Price, high: Price, volume: FineVolume, extent: ClosedRange<Int64>?) {
        level = 0
        content = .spread(low: low, high: high, volume: volume)
        self.extent = extent
    }

    /// Neighbouring rows joined in pairs.
    private static func joined(_ cells: [Cell]) -> [Cell] {
        var result: [Cell] = []
        for cell in cells {
            let row = cell.row >> 1
            if result.last?.row == row {
                result[result.count - 1].volume += cell.volume
            } else {
                result.append(Cell(row: row, volume: cell.volume))
            }
        }
        return result
    }
}
