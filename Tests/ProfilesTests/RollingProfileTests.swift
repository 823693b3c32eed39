import Domain
import FoundationEssentials
import Profiles
import TestSupport
import Testing

private let seeds: [UInt64] = [1, 2, .random(in: 0 ... .max)]
private let grid = ProfileGrid(rowSize: Price(units: 1000))

/// Bars built from trades and bars spread over their range, around a wandering price, with flash prints
/// between.
private func contributions(_ count: Int, maximumCells: Int, seed: UInt64) -> [ProfileContribution] {
    var generator = SeededGenerator(seed: seed)
    var price: Int64 = 10_000_000
    return (0..<count).map { index in
        price = max(1_000_000, price + .random(in: -50_000...50_000, using: &generator))
        let isFlash = index % 37 == 20
        let low = isFlash ? 6 : price - .random(in: 0...30_000, using: &generator)
        if index.isMultiple(of: 3) {
            let bar = Bar(
                instrument: InstrumentID(venue: "sim", symbol: "X"), interval: .oneMinute,
                openedAt: Timestamp(milliseconds: 0), open: Price(units: low), high: Price(units: price),
                low: Price(units: low), close: Price(units: .random(in: low...price, using: &generator)),
                volume: Quantity(units: .random(in: 0...1_000_000_007, using: &generator)))
            return ProfileContribution(spreading: bar, .closeLocation, grid: grid)
        }
        let prints = (0..<Int.random(in: 0...20, using: &generator)).map { _ in
            Print(
                price: Price(units: .random(in: low...price, using: &generator)),
                quantity: Quantity(units: .random(in: 1...1_000_000, using: &generator)),
                aggressor: Bool.random(using: &generator) ? .buy : .sell)
        }
        return ProfileContribution(prints: prints, grid: grid, maximumCells: maximumCells)
    }
}

@Suite struct `Rolling profile` {
    @Test(arguments: seeds)
    func `is what a fresh window over the same bars would be`(seed: UInt64) {
        print("seed \(seed)")
        let all = contributions(120, maximumCells: 12, seed: seed)
        var window = RollingProfile(grid: grid, length: 15, maximumRows: 64)
        for index in all.indices {
            window.add(all[index])
            var fresh = RollingProfile(grid: grid, length: 15, maximumRows: 64)
            for contribution in all[...index].suffix(15) { fresh.add(contribution) }
            #expect(window == fresh)
            #expect(window.profile.rows.count <= 64)
            #expect(window.barCount == min(index + 1, 15))
        }
    }

    @Test func `becomes fine again when a flash print has left`() {
        func spread(_ low: Int64, _ high: Int64) -> ProfileContribution {
            let bar = Bar(
                instrument: InstrumentID(venue: "sim", symbol: "X"), interval: .oneMinute,
                openedAt: Timestamp(milliseconds: 0), open: Price(units: high), high: Price(units: high),
                low: Price(units: low), close: Price(units: high), volume: Quantity(whole: 1))
            return ProfileContribution(spreading: bar, .polarity, grid: grid)
        }
        var window = RollingProfile(grid: grid, length: 2, maximumRows: 64)
        window.add(spread(9_990_000, 10_000_000))
        #expect(window.profile.level == 0)
        window.add(spread(6, 10_000_000))
        #expect(window.profile.level > 0)
        #expect(window.profile.rows.count <= 64)
        window.add(spread(9_990_000, 10_000_000))
        window.add(spread(9_990_000, 10_000_000))
        #expect(window.profile.level == 0)
        #expect(window.profile.rows.count == 10)
    }

    @Test(arguments: seeds)
    func `goes through JSON exactly`(seed: UInt64) throws {
        print("seed \(seed)")
        var undisturbed = RollingProfile(grid: grid, length: 20, maximumRows: 64)
        var interrupted = undisturbed
        for contribution in contributions(120, maximumCells: 12, seed: seed) {
            interrupted = try JSONDecoder().decode(
                RollingProfile.self, from: JSONEncoder().encode(interrupted))
            #expect(interrupted == undisturbed)
            undisturbed.add(contribution)
            interrupted.add(contribution)
        }
        #expect(interrupted == undisturbed)
    }
}

@Suite struct `Session profile` {
    @Test(arguments: seeds)
    func `joins rows without losing a unit`(seed: UInt64) throws {
        print("seed \(seed)")
        var session = SessionProfile(grid: grid, maximumRows: 64)
        var fine = VolumeProfile(grid: grid)
        for contribution in contributions(60, maximumCells: .max, seed: seed) {
            session.add(contribution)
            fine.add(contribution)
            #expect(session.profile.rows.count <= 64)
            let copy = try JSONDecoder().decode(SessionProfile.self, from: JSONEncoder().encode(session))
            #expect(copy == session)
        }
        // Joining rows afterwards is the same as having spread over joined rows.
        fine.coarsen(to: session.profile.level)
        #expect(fine == session.profile)
        #expect(session.barCount == 60)
    }
}

@Suite struct `Profile grid` {
    @Test(arguments: [
        ("1000", "0.1"), ("19999", "1"), ("20000", "2"), ("50000", "5"), ("0.00141", "0.0000001"),
        ("0.00000001", "0.00000001"),
    ])
    func `is 1, 2 or 5 times a power of ten, near a ten-thousandth of the price`(price: String, size: String)
        throws
    {
        let grid = ProfileGrid(near: try Price(parsing: price), tick: nil)
        #expect(grid.rowSize.description == size)
    }

    @Test func `has rows of whole ticks`() throws {
        let grid = ProfileGrid(near: Price(whole: 1000), tick: try Price(parsing: "0.25"))
        #expect(grid.rowSize.description == "0.25")
    }

    @Test func `puts an edge into the upper row`() {
        #expect(grid.row(of: Price(units: 999)) == 0)
        #expect(grid.row(of: Price(units: 1000)) == 1)
        #expect(grid.coarsened(by: 3).row(of: Price(units: 8000)) == 1)
        #expect(grid.low(of: 3).units == 3000)
        #expect(grid.high(of: 3).units == 4000)
    }
}
