import ConfirmerCore
import Domain
import History
import Messages
import OperatorCore
import RouterCore
import TestSupport
import Testing

@Suite struct `A replay with outside signals` {
    private static let begin: Int64 = 1_514_764_800_000

    private func alert(_ number: Int, bar: Int, _ direction: Direction, of symbol: String) -> AlertPlacement {
        let openedAt = Timestamp(milliseconds: Self.begin + Int64(bar) * 1_800_000)
        let alert = Alert(
            id: "alert/\(symbol)/\(number)", source: "bot",
            instrument: InstrumentID(venue: "sim", symbol: symbol),
            interval: .thirtyMinutes, direction: direction,
            strength: direction == .flat ? .zero : Rate(basisPoints: 9000), sequence: Int64(number),
            timeToLive: 20_000_000, sentAt: Timestamp(milliseconds: openedAt.milliseconds + 1000),
            receivedAt: Timestamp(milliseconds: openedAt.milliseconds + 1200),
            note: "a \"note\"\nwith two lines, ü")
        return AlertPlacement(alert, openedAt: openedAt, disposition: .applied)
    }

    private func alerts() -> [AlertPlacement] {
        [
            alert(1, bar: 60, .long, of: "BTCUSD"), alert(2, bar: 60, .short, of: "BTCUSD"),
            alert(5, bar: 61, .long, of: "BTCUSD"), alert(3, bar: 62, .flat, of: "BTCUSD"),
            alert(1, bar: 100, .short, of: "ETHUSD"),
        ]
    }

    private func replay(_ alerts: [AlertPlacement]) throws -> Results {
        var replay = Replay(SuiteSettings())
        try replay.take(contentsOf: MarketHistory(try wanderingSeries(bars: 200, seed: 5)), alerts: alerts)
        return replay.results
    }

    @Test func `takes in what it wrote, and writes the same again`() throws {
        let first = try replay(alerts())
        #expect(first.alerts.count == 5)
        #expect(first.holes.map { [$0.first, $0.last] } == [[4, 4]])
        #expect(first.signals.contains { $0.engine == "external" && $0.direction == .short })
        let lines = ResultFile.alerts.bytes(of: first)
        let second = try replay(try AlertLines.parse(lines).reversed())
        for file in ResultFile.allCases {
            #expect(file.bytes(of: second) == file.bytes(of: first), "\(file)")
        }
    }

    @Test func `decides without them as a suite that knows no outside signals`() throws {
        var settings = SuiteSettings()
        settings.router.alerts = nil
        settings.confirmer = .init()
        var deaf = Replay(settings)
        try deaf.take(contentsOf: MarketHistory(try wanderingSeries(bars: 200, seed: 5)))
        let open = try replay([])
        for file in [ResultFile.decisions, .orders, .fills] {
            #expect(file.bytes(of: open) == file.bytes(of: deaf.results), "\(file)")
        }
    }

    @Test func `names the line that is no signal`() {
        #expect(throws: AlertLineError(line: 2)) {
            let line = ResultFile.alerts.bytes(of: try replay([alerts()[0]]))
            _ = try AlertLines.parse(line + Array("{\"id\":1}\n".utf8))
        }
    }
}
