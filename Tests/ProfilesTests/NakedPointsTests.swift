import Domain
import Profiles
import Testing

@Suite struct `Naked points of control` {
    private func point(_ session: Int64, at price: Int64) -> NakedPointsOfControl.Point {
        .init(session: Timestamp(milliseconds: session), doubledPrice: Int128(price) * 2)
    }
    private func pass(_ naked: inout NakedPointsOfControl, _ low: Int64, _ high: Int64, _ close: Int64)
        -> [Int64]
    {
        naked.pass(low: Price(units: low), high: Price(units: high), close: Price(units: close))
            .map(\.session.milliseconds)
    }

    @Test func `are touched by a range that holds them, its edges included`() {
        var naked = NakedPointsOfControl(limit: 8)
        naked.add(point(1, at: 100))
        naked.add(point(2, at: 110))
        #expect(pass(&naked, 101, 109, 105) == [])
        #expect(pass(&naked, 100, 105, 104) == [1])
        #expect(pass(&naked, 100, 110, 104) == [2])
        #expect(naked.points.isEmpty)
    }

    @Test func `are touched by a jump across them`() {
        var naked = NakedPointsOfControl(limit: 8)
        _ = pass(&naked, 90, 90, 90)
        naked.add(point(1, at: 100))
        #expect(pass(&naked, 105, 106, 106) == [1])
    }

    @Test func `keep the newest`() {
        var naked = NakedPointsOfControl(limit: 2)
        for session in 1...4 { naked.add(point(Int64(session), at: 100)) }
        #expect(naked.points.map(\.session.milliseconds) == [3, 4])
    }
}

@Suite struct `Volume-weighted price` {
    @Test func `says nothing until volume has traded`() {
        var average = VolumeWeightedPrice()
        average.add(price: 5, volume: 0)
        #expect(average.value == nil && average.deviation == nil && average.band(1) == nil)
        average.add(price: 7, volume: 2)
        #expect(average.value == 7 && average.deviation == 0)
    }

    @Test func `keeps its digits where a high price moves little`() throws {
        var average = VolumeWeightedPrice()
        average.add(price: 1_000_000, volume: 1)
        average.add(price: 1_000_000.02, volume: 1)
        #expect(abs(try #require(average.deviation) - 0.01) < 1e-9)
        let band = try #require(average.band(2))
        #expect(abs(band.upper - 1_000_000.03) < 1e-8 && abs(band.lower - 999_999.99) < 1e-8)
    }
}

@Suite struct `Market profile` {
    @Test func `prints a letter in every row a bracket visits`() throws {
        let grid = ProfileGrid(rowSize: Price(units: 10))
        let start = Timestamp(milliseconds: 3_600_000)
        var profile = TimePriceProfile(grid: grid, start: start)
        #expect(profile.summary(fraction: Rate(basisPoints: 7000)) == nil)
        func add(_ minute: Int64, _ low: Int64, _ high: Int64) {
            profile.add(
                at: Timestamp(milliseconds: start.milliseconds + minute * 60_000), low: Price(units: low),
                high: Price(units: high))
        }
        add(0, 100, 119)
        add(65, 110, 130)
        add(31, 125, 125)
        add(29, 105, 112)
        let summary = try #require(profile.summary(fraction: Rate(basisPoints: 7000)))
        #expect(summary.letters == [[0], [0, 2], [1, 2], [2]])
        #expect(summary.singlePrints == [10, 13])
        // Two rows lead, equally near to the middle: the lower.
        #expect(summary.pointOfControl == 11 && summary.leaderCount == 2)
        #expect(summary.initialLow == Price(units: 100) && summary.initialHigh == Price(units: 125))
        #expect([0, 25, 26, 51, 52].map { TimePriceSummary.letter(of: $0) } == ["A", "Z", "a", "z", "?"])
    }
}
