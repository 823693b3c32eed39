import Domain
import FoundationEssentials
import Profiles
import TestSupport
import Testing

private let seventyPercent = Rate(basisPoints: 7000)

/// Compares rows and areas exactly, and volumes within the units that spreading `additions` times may round
/// off.
private func compare(_ profile: VolumeProfile, _ golden: GoldenSummary, additions: Int) {
    #expect(profile.rowCount == golden.rows)
    #expect(profile.firstRow == golden.firstRow)
    #expect(profile.pointOfControl == golden.pocRow)
    expect(profile.volume.total, golden.total, additions)
    expect(profile.volume.buy, golden.buy, additions)
    expect(profile.volume.sell, golden.sell, additions)
    for (rule, area) in [(ValueAreaRule.rowPairs, golden.va2), (.singleRow, golden.va1)] {
        let found = profile.valueArea(fraction: seventyPercent, rule: rule)
        #expect(found?.rows == area.low...area.high, "\(rule)")
        expect(found?.volume.quantity ?? .zero, area.volume, additions * golden.rows)
    }
}

private func expect(_ found: Quantity, _ golden: Double, _ additions: Int) {
    let tolerance = Double(additions) * 1e-8 + 1e-9 * abs(golden)
    #expect(abs(found.approximation - golden) <= tolerance)
}

@Suite(.enabled(if: GoldenVectors.areThere, "the reference data is not beside the repository"))
struct `Volume profile` {
    static let trades = [
        "trades_XRP-ETH_row2e-6", "trades_XRP-ETH_row5e-7_h8", "trades_spot_BTCUSDT_row1.00",
        "trades_usdm_BTCUSDT_row0.1", "trades_usdm_BTCUSDT_row1.0", "trades_usdm_ETHUSDT_row0.05",
    ]
    static let candles = [
        "candles_AVAXUSDT_1m_3d_clv", "candles_AVAXUSDT_1m_3d_polarity", "candles_AVAXUSDT_1m_3d_taker",
        "candles_BTC-PERP_1m_7d", "candles_BTC-USD_4h_flash", "candles_ETH-BTC_5m_20d",
        "candles_XRP-ETH_1m_gappy",
    ]

    @Test(arguments: trades + candles)
    func `equals the golden profiles of the whole, its sessions and its ranges`(name: String) throws {
        let golden = try GoldenProfile.read(name)
        let additions = try golden.contributions()
        // Trades are exact; only spreading a candle rounds.
        let isExact = golden.split == nil
        func profile(_ isInside: (Int64) -> Bool) -> (VolumeProfile, count: Int) {
            var profile = VolumeProfile(grid: golden.grid)
            var count = 0
            for addition in additions where isInside(addition.milliseconds) {
                profile.add(addition.contribution)
                count += 1
            }
            return (profile, isExact ? 0 : count)
        }
        let (whole, count) = profile { _ in true }
        compare(whole, golden.whole.summary, additions: count)
        let rows = whole.rows
        for row in golden.whole.rows {
            let volume = rows[Int(Int64(row[0]) - whole.firstRow)]
            expect(volume.total, row[1], count)
            expect(volume.buy, row[2], count)
            expect(volume.sell, row[3], count)
        }
        for session in golden.sessions {
            let start = try #require(session.startMilliseconds)
            let (part, count) = profile { start..<start + golden.sessionMilliseconds ~= $0 }
            compare(part, session, additions: count)
        }
        for range in golden.fixed ?? [] {
            let start = try #require(range.startMilliseconds)
            let end = try #require(range.endMilliseconds)
            let (part, count) = profile { start..<end ~= $0 }
            compare(part, range, additions: count)
        }
    }

    @Test(arguments: candles)
    func `rolls as the golden windows do`(name: String) throws {
        let golden = try GoldenProfile.read(name)
        let expected = try #require(golden.rolling)
        var window = RollingProfile(grid: golden.grid, length: expected.bars, maximumRows: 1 << 16)
        var values = expected.values[...]
        for (bar, addition) in try golden.contributions().enumerated() {
            window.add(addition.contribution)
            guard let value = values.first, value.endBar == bar else { continue }
            values = values.dropFirst()
            #expect(window.profile.pointOfControl == value.pocRow, "bar \(bar)")
            expect(window.profile.volume.total, value.total, 0)
            for (rule, rows) in [(ValueAreaRule.rowPairs, value.va2), (.singleRow, value.va1)] {
                let area = window.profile.valueArea(fraction: seventyPercent, rule: rule)
                #expect(area?.rows == rows[0]...rows[1], "bar \(bar), \(rule)")
            }
        }
        #expect(values.isEmpty)
    }

    @Test func `decides ties, edges and extremes as the golden cases do`() throws {
        let text = try GzipText.read(GoldenVectors.path("vectors/profile/edges_trades.json.gz"))
        let cases = try JSONDecoder().decode([String: EdgeCase].self, from: Data(text.utf8))
        #expect(cases.count == 13)
        for (name, edge) in cases {
            let grid = ProfileGrid(rowSize: Price(units: edge.tick.units * edge.ticksPerRow))
            var profile = VolumeProfile(grid: grid)
            profile.add(ProfileContribution(prints: edge.trades.map(\.print), grid: grid, maximumCells: .max))
            #expect(profile.pointOfControl == edge.summary.pocRow, "\(name)")
            compare(profile, edge.summary, additions: 0)
        }
    }

    private struct EdgeCase: Decodable {
        let tick: Price
        let ticksPerRow: Int64
        let trades: [EdgeTrade]
        let summary: GoldenSummary
        enum CodingKeys: String, CodingKey {
            case tick, trades, summary
            case ticksPerRow = "ticks_per_row"
        }
    }

    private struct EdgeTrade: Decodable {
        let print: Print
        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            let price = try container.decode(Price.self)
            let quantity = try container.decode(Quantity.self)
            print = Print(
                price: price, quantity: quantity,
                aggressor: try container.decode(Int.self) == 1 ? .sell : .buy)
        }
    }
}
