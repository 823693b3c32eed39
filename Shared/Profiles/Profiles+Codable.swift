import Domain

// Snapshots hold thousands of rows, so a row is a few bare integers and not an object with names.

extension VolumeProfile: Codable {
    private enum CodingKeys: String, CodingKey {
        case grid, level, firstRow, rows, spreadCount, spreadTotal
    }

    /// Reads what ``encode(to:)`` wrote.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let units = try container.decode([Int128].self, forKey: .rows)
        self.init(
            grid: try container.decode(ProfileGrid.self, forKey: .grid),
            level: try container.decode(Int.self, forKey: .level),
            firstRow: try container.decode(Int64.self, forKey: .firstRow),
            cells: stride(from: 0, to: units.count - 1, by: 2).map {
                FineVolume(total: units[$0], buy: units[$0 + 1])
            }, spreadCount: try container.decode(Int.self, forKey: .spreadCount),
            spreadTotal: try container.decode(Int128.self, forKey: .spreadTotal))
    }

    /// Writes total, buy, total, buy, … from the lowest row up, in fine units.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(baseGrid, forKey: .grid)
        try container.encode(level, forKey: .level)
        try container.encode(firstRow, forKey: .firstRow)
        try container.encode(fineRows.flatMap { [$0.total, $0.buy] }, forKey: .rows)
        try container.encode(spreadCount, forKey: .spreadCount)
        try container.encode(spreadTotal, forKey: .spreadTotal)
    }
}

extension ProfileContribution: Codable {
    private enum CodingKeys: String, CodingKey {
        case level, cells, spread, extent
    }

    /// Reads what ``encode(to:)`` wrote.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let cells = try container.decodeIfPresent([Int128].self, forKey: .cells) {
            self.init(
                cells: stride(from: 0, to: cells.count - 2, by: 3).map {
                    Cell(
                        row: Int64(cells[$0]),
                        volume: SidedVolume(
                            buy: Quantity(units: cells[$0 + 1]), sell: Quantity(units: cells[$0 + 2])))
                }, level: try container.decode(Int.self, forKey: .level))
            return
        }
        let spread = try container.decode([Int128].self, forKey: .spread)
        guard spread.count == 4 else {
            throw DecodingError.dataCorruptedError(
                forKey: .spread, in: container, debugDescription: "low, high, total and buy are expected")
        }
        self.init(
            low: Price(units: Int64(spread[0])), high: Price(units: Int64(spread[1])),
            volume: FineVolume(total: spread[2], buy: spread[3]),
            extent: try container.decodeIfPresent(ClosedRange<Int64>.self, forKey: .extent))
    }

    /// Writes row, buy, sell, … for cells and low, high, total, buy for a spread bar, in fine units.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch content {
        case .cells(let cells):
            try container.encode(level, forKey: .level)
            try container.encode(
                cells.flatMap { [Int128($0.row), $0.volume.buy.units, $0.volume.sell.units] }, forKey: .cells)
        case .spread(let low, let high, let volume):
            try container.encode(
                [Int128(low.units), Int128(high.units), volume.total, volume.buy], forKey: .spread)
            try container.encodeIfPresent(extent, forKey: .extent)
        }
    }
}
