import Domain
import FoundationEssentials
import Profiles
import TestSupport
import Testing

private let seeds: [UInt64] = [1, 2, .random(in: 0 ... .max)]
private let grid = ProfileGrid(rowSize: Price(units: 10))
private let seventyPercent = Rate(basisPoints: 7000)

/// Trades around a wandering price, of few different amounts, so that ties are frequent; now and then far away.
private func prints(_ count: Int, seed: UInt64) -> [Print] {
    var generator = SeededGenerator(seed: seed)
    var price: Int64 = 100_000
    return (0..<count).map { index in
        price = max(100, price + .random(in: -30...30, using: &generator))
        return Print(
            price: Price(units: index % 211 == 200 ? price / 2 : price),
            quantity: Quantity(units: .random(in: 1...3, using: &generator)),
            aggressor: Bool.random(using: &generator) ? .buy : .sell)
    }
}

/// The rule written out: the most volume, then nearest to the middle, then lower.
private func leader(of profile: VolumeProfile) -> Int64? {
    let rows = profile.rows
    guard let most = rows.map(\.total).max() else { return nil }
    let best = rows.indices.filter { rows[$0].total == most }
        .min { (abs(2 * $0 - rows.count + 1), $0) < (abs(2 * $1 - rows.count + 1), $1) }
    return best.map { profile.firstRow + Int64($0) }
}

@Suite struct `Developing profile` {
    @Test(arguments: seeds)
    func `is after every trade what all trades at once give`(seed: UInt64) {
        print("seed \(seed)")
        let all = prints(1500, seed: seed)
        var profile = VolumeProfile(grid: grid)
        for (index, print) in all.enumerated() {
            profile.add(print)
            #expect(profile.pointOfControl == leader(of: profile), "trade \(index)")
            guard index.isMultiple(of: 97) else { continue }
            var batch = VolumeProfile(grid: grid)
            batch.add(ProfileContribution(prints: all[...index], grid: grid, maximumCells: .max))
            #expect(profile == batch)
            #expect(profile.summary(fraction: seventyPercent) == batch.summary(fraction: seventyPercent))
        }
    }

    @Test(arguments: seeds)
    func `knows nothing of what comes later`(seed: UInt64) {
        print("seed \(seed)")
        let all = prints(400, seed: seed)
        var whole = VolumeProfile(grid: grid)
        let known = all.map { print in
            whole.add(print)
            return whole.summary(fraction: seventyPercent)
        }
        for end in [1, 7, 100, 399] {
            var part = VolumeProfile(grid: grid)
            for print in all[..<end] { part.add(print) }
            #expect(part.summary(fraction: seventyPercent) == known[end - 1])
        }
    }

    @Test(arguments: seeds)
    func `goes on from a snapshot taken anywhere`(seed: UInt64) throws {
        print("seed \(seed)")
        var undisturbed = SessionProfile(grid: grid, maximumRows: 64)
        var interrupted = undisturbed
        for (index, print) in prints(600, seed: seed).enumerated() {
            if index % 41 == 3 {
                interrupted = try JSONDecoder().decode(
                    SessionProfile.self, from: JSONEncoder().encode(interrupted))
            }
            undisturbed.add(print)
            interrupted.add(print)
            #expect(interrupted == undisturbed)
            #expect(interrupted.profile.pointOfControl == leader(of: undisturbed.profile))
            #expect(undisturbed.profile.rowCount <= 64)
        }
    }

    @Test(arguments: seeds)
    func `of two venues or sessions is the profile of all their trades`(seed: UInt64) {
        print("seed \(seed)")
        let all = prints(900, seed: seed)
        var whole = VolumeProfile(grid: grid)
        for print in all { whole.add(print) }
        var parts = [VolumeProfile](repeating: VolumeProfile(grid: grid), count: 3)
        for (index, print) in all.enumerated() { parts[index % 3].add(print) }
        var joined = parts[0]
        joined.merge(parts[1])
        joined.merge(parts[2])
        #expect(joined == whole)
        #expect(joined.summary(fraction: seventyPercent) == whole.summary(fraction: seventyPercent))
    }

    @Test func `holds one flash print in a bounded number of rows`() {
        var session = SessionProfile(grid: ProfileGrid(rowSize: Price(units: 1)), maximumRows: 256)
        let prices: [Int64] = [119_000_000_000, 119_000_000_001, 6_000_000, .max / 4, 1]
        for price in prices {
            session.add(Print(price: Price(units: price), quantity: Quantity(whole: 1), aggressor: .buy))
            #expect(session.profile.rowCount <= 256)
        }
        #expect(session.profile.volume.total == Quantity(whole: 5))
    }
}

@Suite struct `Spread bars` {
    private func bar(_ low: Int64, _ high: Int64, _ volume: Int64) -> ProfileContribution {
        let bar = Bar(
            instrument: InstrumentID(venue: "sim", symbol: "X"), interval: .oneMinute,
            openedAt: Timestamp(milliseconds: 0), open: Price(units: low), high: Price(units: high),
            low: Price(units: low), close: Price(units: high), volume: Quantity(units: Int128(volume)))
        return ProfileContribution(spreading: bar, .closeLocation, grid: grid)
    }

    /// A third and a third against two thirds: no decimal and no binary fraction holds any of them.
    @Test func `leave equal rows equal, whatever division leaves over`() {
        var profile = VolumeProfile(grid: grid)
        profile.add(bar(100, 130, 1))
        profile.add(bar(100, 130, 1))
        profile.add(bar(130, 160, 2))
        let summary = profile.summary(fraction: seventyPercent)
        #expect(summary?.leaderCount == 6)
        // Six equal rows: of the two nearest to the middle the lower leads, and ties go up.
        #expect(summary?.pointOfControl == 12)
        #expect(summary?.singleRows.rows == 11...15)
        #expect(summary?.singleRows.decisionMargin == 0)
        #expect(summary?.mostDeltaRow == 10)
        #expect(profile.rows.reduce(into: SidedVolume.zero) { $0 += $1 } == profile.volume)
        #expect(profile.volume.total.units == 4)
    }
}
