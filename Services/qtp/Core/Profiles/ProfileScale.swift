import Domain
import Profiles

/// How a profile's rows and units are written as numbers.
struct ProfileScale {
    let grid: ProfileGrid
    /// The price step, in units of the input.
    let tick: Price
    let priceScale: Int
    let volumeScale: Int
    /// Whether rows hold ticks, as of trades, or a stretch of prices, as of candles.
    let isDiscrete: Bool

    private static func power(_ exponent: Int) -> Double {
        // Exact up to 22, which no scale exceeds by much.
        (0..<exponent).reduce(1.0) { power, _ in power * 10 }
    }

    func volume(_ amount: ProfileAmount) -> Double { amount.units / Self.power(volumeScale) }

    /// Twice the middle of a row, in units of the input: of its first and last tick, or of its edges.
    func doubledMiddle(_ row: Int64) -> Int128 {
        let low = Int128(row) * Int128(grid.rowSize.units)
        return 2 * low + Int128(grid.rowSize.units) - (isDiscrete ? Int128(tick.units) : 0)
    }

    func middle(_ row: Int64) -> Double { price(doubled: doubledMiddle(row)) }
    func price(doubled: Int128) -> Double { Double(doubled) / (2 * Self.power(priceScale)) }
    func price(_ price: Price) -> Double { Double(price.units) / Self.power(priceScale) }
    func low(_ row: Int64) -> Double { price(doubled: 2 * Int128(row) * Int128(grid.rowSize.units)) }
    func high(_ row: Int64) -> Double {
        price(
            doubled: 2
                * (Int128(row + 1) * Int128(grid.rowSize.units) - (isDiscrete ? Int128(tick.units) : 0)))
    }

    func summary(_ profile: VolumeProfile, _ fraction: Rate) -> ProfileDocument.Summary? {
        profile.summary(fraction: fraction).map { summary in
            ProfileDocument.Summary(
                rows: summary.rowCount, firstRow: summary.firstRow, total: volume(summary.total),
                buy: volume(summary.buy), sell: volume(summary.sell), delta: volume(summary.delta),
                pocRow: summary.pointOfControl, poc: middle(summary.pointOfControl),
                pocVolume: volume(summary.mostVolume), pocTies: summary.leaderCount,
                va2: area(summary.rowPairs, of: summary.total),
                va1: area(summary.singleRows, of: summary.total),
                hvnRows: summary.nodes.high, lvnRows: summary.nodes.low, maxDeltaRow: summary.mostDeltaRow,
                minDeltaRow: summary.leastDeltaRow)
        }
    }

    private func area(_ area: ValueArea, of total: ProfileAmount) -> ProfileDocument.Area {
        ProfileDocument.Area(
            valRow: area.rows.lowerBound, vahRow: area.rows.upperBound, val: low(area.rows.lowerBound),
            vah: high(area.rows.upperBound), volume: volume(area.volume),
            share: total.units == 0 ? 0 : area.volume.units / total.units, decisionMargin: area.decisionMargin
        )
    }
}
