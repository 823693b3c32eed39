import Domain
import History
import Messages
import Testing

@Suite struct `A market history` {
    private func ids(_ history: MarketHistory) -> [String] { history.map(\.content.id) }

    @Test func `lists, then trades before their bar, and holes before what follows them`() throws {
        let series = try Fixture.series("A", minutes: [1, 2, 5])
        #expect(series.gaps.map(\.from.milliseconds) == [180_000])
        #expect(series.gaps.map(\.until.milliseconds) == [300_000])
        #expect(
            ids(MarketHistory([series])) == [
                "instrument/sim:A/60000",
                "trade/sim:A/4", "trade/sim:A/5", "trade/sim:A/6", "trade/sim:A/7", "bar/sim:A/1m/60000",
                "trade/sim:A/8", "trade/sim:A/9", "trade/sim:A/10", "trade/sim:A/11", "bar/sim:A/1m/120000",
                "gap/sim:A/1m/180000/300000",
                "trade/sim:A/20", "trade/sim:A/21", "trade/sim:A/22", "trade/sim:A/23", "bar/sim:A/1m/300000",
            ])
    }

    @Test func `merges instruments by time, then by name, whatever order they are given in`() throws {
        let a = try Fixture.series("A", minutes: [1, 2, 3])
        let b = try Fixture.series("B", minutes: [2, 3, 7])
        let merged = Array(MarketHistory([b, a]))
        #expect(merged == Array(MarketHistory([a, b])))
        let times = merged.map(\.content.occurredAt)
        #expect(times == times.sorted())
        for instrument in [a.instrument, b.instrument] {
            let alone = Array(MarketHistory([instrument == a.instrument ? a : b]))
            #expect(merged.filter { $0.content.instrument == instrument } == alone)
        }
        let atTwo = merged.filter { $0.content.occurredAt.milliseconds == 120_000 }.map(\.content.id)
        #expect(
            atTwo == ["bar/sim:A/1m/60000", "trade/sim:A/8", "instrument/sim:B/120000", "trade/sim:B/8"])
    }

    @Test func `goes on after any clock exactly where it stood`() throws {
        let series = [
            try Fixture.series("A", minutes: [1, 2, 5, 6]), try Fixture.series("B", minutes: [2, 4]),
        ]
        let all = Array(MarketHistory(series))
        for body in all {
            let clock = body.content.occurredAt
            let rest = all.filter { $0.content.occurredAt > clock }
            #expect(Array(MarketHistory(series, after: clock)) == rest, "after \(clock)")
        }
    }

    @Test func `of a slice has the same trades as the whole`() throws {
        let whole = try Fixture.series("A", minutes: [1, 2, 3, 4])
        let slice = whole.slice(
            from: Timestamp(milliseconds: 120_000), until: Timestamp(milliseconds: 240_000))
        #expect(slice.bars == Array(whole.bars[1...2]))
        let trades = MarketHistory([whole]).filter { if case .tradePrinted = $0 { true } else { false } }
        let sliced = MarketHistory([slice]).filter { if case .tradePrinted = $0 { true } else { false } }
        #expect(sliced == Array(trades[4..<12]))
        #expect(
            Array(MarketHistory([whole.slice(from: Timestamp(milliseconds: 999_000), until: nil)])).isEmpty)
    }

    @Test func `refuses bars that are no series`() throws {
        let specification = Fixture.specification("A")
        for bars in [
            [Fixture.bar(minute: 2), Fixture.bar(minute: 1)],
            [Fixture.bar(minute: 1), Fixture.bar(minute: 1)],
            [Fixture.bar("B", minute: 1)], [Fixture.bar(minute: 1, high: 5)],
        ] {
            #expect(throws: HistoryError.self) {
                try BarSeries(specification: specification, interval: .oneMinute, bars: bars)
            }
        }
    }
}
