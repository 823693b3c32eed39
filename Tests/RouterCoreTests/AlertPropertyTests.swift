import Domain
import Messages
import Pipeline
import RouterCore
import TestSupport
import Testing

/// Bars with a hole, and what is said between them.
private struct Story {
    let bars: [Message.Body]
    /// What comes in before the bar of the same place.
    var alerts: [[Alert]]

    init(using random: inout SeededGenerator) {
        bars = (0..<40).map { $0 == 20 ? .gap(20, until: 31) : .bar($0 < 20 ? $0 : $0 + 10) }
        alerts = []
        var numbers = ["a": Int64(0), "b": 0]
        for place in bars.indices {
            var said: [Alert] = []
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let source = ["a", "b", "c"][Int.random(in: 0..<3, using: &random)]
                let skipped = Int64(Int.random(in: 0..<4, using: &random) == 0 ? 2 : 1)
                if let number = numbers[source] { numbers[source] = number + skipped }
                said.append(
                    .fixture(
                        "\(place)-\(said.count)", source: source,
                        Direction.allCases[Int.random(in: 0..<3, using: &random)],
                        percent: Int64.random(in: 1...100, using: &random), sequence: numbers[source],
                        timeToLive: Bool.random(using: &random)
                            ? nil : Int64.random(in: 1...20_000_000, using: &random),
                        in: place, second: Int64.random(in: 0..<1800, using: &random),
                        interval: Bool.random(using: &random) ? .thirtyMinutes : .fourHours))
            }
            alerts.append(said)
        }
        // Some come a few bars late.
        for _ in 0..<20 {
            let place = Int.random(in: 0..<35, using: &random)
            guard !alerts[place].isEmpty else { continue }
            alerts[place + Int.random(in: 1...4, using: &random)].append(alerts[place].removeLast())
        }
    }

    func run(
        _ settings: RouterSettings = RouterDriver.alertSettings, restarting: Bool = false,
        arrange: ([Alert]) -> [Alert] = { $0 }
    ) throws -> RouterDriver {
        var driver = RouterDriver(settings)
        for (bar, alerts) in zip(bars, alerts) {
            for alert in arrange(alerts) { try driver.take(.alert(alert)) }
            if restarting { try driver.restart() }
            try driver.take(bar)
        }
        return driver
    }
}

@Suite struct `Outside signals between the same bars` {
    private static let seeds: [UInt64] = (0..<40).map { 2_026_112_300 + $0 }

    @Test(arguments: seeds)
    func `lead to the same in any order and any number of copies`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let story = Story(using: &random)
        let calm = try story.run()
        let shuffled = try story.run { alerts in
            (alerts + alerts.filter { _ in Bool.random(using: &random) }).shuffled(using: &random)
        }
        #expect(shuffled.items == calm.items, "seed \(seed)")
        #expect(!calm.placements.isEmpty)
    }

    @Test(arguments: seeds)
    func `lead to the same through snapshots`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let story = Story(using: &random)
        let straight = try story.run()
        let restarted = try story.run(restarting: true)
        #expect(restarted.items == straight.items, "seed \(seed)")
        #expect(try restarted.router.snapshot() == straight.router.snapshot(), "seed \(seed)")
    }

    @Test(arguments: seeds)
    func `lead to the same when they are heard again with their stamps, though a gap comes in one piece`(
        seed: UInt64
    ) throws {
        var random = SeededGenerator(seed: seed)
        let story = Story(using: &random)
        var live = RouterDriver(RouterDriver.alertSettings)
        for (place, bar) in story.bars.enumerated() {
            for alert in story.alerts[place] { try live.take(.alert(alert)) }
            guard place == 20 else {
                try live.take(bar)
                continue
            }
            // The venue's word comes in three pieces, and people talk in between.
            try live.take(.gap(20, until: 22), .alert(.fixture("in the gap", source: "a", sequence: 500)))
            try live.take(.gap(22, until: 29), .alert(.fixture("later in it", source: "a", sequence: 501)))
            try live.take(.gap(29, until: 31))
        }
        var recorded = live.bodies(on: .receipts).compactMap { body -> AlertPlacement? in
            guard case .alertPlaced(let placed) = body else { return nil }
            return placed.placement
        }
        recorded.shuffle(using: &random)
        var replayed = RouterDriver(RouterDriver.alertSettings)
        for bar in story.bars {
            let end: Timestamp
            switch bar {
            case .barClosed(let closed): end = closed.bar.closedAt
            case .gapConfirmed(let gap): end = gap.until
            default: continue
            }
            for item in recorded where item.openedAt < end {
                try replayed.take(.alert(item.alert, on: item.openedAt))
            }
            recorded.removeAll { $0.openedAt < end }
            try replayed.take(bar)
        }
        #expect(replayed.bodies(on: .signals) == live.bodies(on: .signals), "seed \(seed)")
        let ids = { (driver: RouterDriver) in driver.bodies(on: .receipts).map { "\($0)" }.sorted() }
        #expect(ids(replayed) == ids(live), "seed \(seed)")
    }

    @Test func `do not touch what the venue said`() throws {
        var random = SeededGenerator(seed: 7)
        let story = Story(using: &random)
        let loud = try story.run()
        var silent = RouterDriver()
        for bar in story.bars { try silent.take(bar) }
        #expect(loud.bodies(on: .bars) == silent.bodies(on: .bars))
    }
}
