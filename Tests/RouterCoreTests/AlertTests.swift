import Domain
import Messages
import Pipeline
import RouterCore
import Testing

@Suite struct `An outside signal` {
    private func driver() throws -> RouterDriver {
        var driver = RouterDriver(RouterDriver.alertSettings)
        try driver.take(.bar(0))
        return driver
    }

    @Test func `speaks for the bar that is open when it comes, in the step that sends the bar out`() throws {
        var driver = try driver()
        #expect(try driver.take(.alert(.fixture("a", in: 1))).isEmpty)
        let items = try driver.take(.bar(1))
        #expect(items.map(\.stream) == [.bars, .receipts, .signals])
        #expect(driver.answers == ["flat 0", "long 0.8 long:bot"])
        #expect(driver.placements == ["a@1 applied"])
        try driver.take(.bar(2))
        #expect(driver.answers.last == "flat 0")
    }

    @Test func `is heard on the bars of its interval alone`() throws {
        var driver = try driver()
        try driver.take(.alert(.fixture("a", in: 1, interval: .fourHours)))
        for index in 1..<8 { try driver.take(.bar(index)) }
        #expect(Set(driver.answers) == ["flat 0"])
        let large = driver.bodies(on: .signals).compactMap { body -> Signal? in
            guard case .signalEvaluated(let evaluated) = body else { return nil }
            return evaluated.signal.interval == .fourHours ? evaluated.signal : nil
        }
        #expect(large.map(\.direction) == [.long])
        #expect(large.first?.openedAt == .halfHour(0))
    }

    @Test func `that comes twice is heard once, and of two copies the earlier counts`() throws {
        var driver = try driver()
        try driver.take(
            .alert(.fixture("a", in: 1, delay: 900)), .alert(.fixture("a", in: 1, delay: 100)), .bar(1))
        try driver.take(.alert(.fixture("a", in: 1, delay: 200)), .bar(2))
        #expect(driver.placements == ["a@1 applied"])
        guard case .alertPlaced(let placed)? = driver.bodies(on: .receipts).first else {
            Issue.record("no receipt")
            return
        }
        #expect(placed.placement.alert.receivedAt.milliseconds % 1000 == 100)
    }

    @Test func `gives way to a later one of its source, whichever came first`() throws {
        var driver = try driver()
        try driver.take(
            .alert(.fixture("late", .short, in: 1, second: 90)),
            .alert(.fixture("early", .long, in: 1, second: 30)), .bar(1))
        #expect(driver.placements == ["early@1 superseded", "late@1 applied"])
        #expect(driver.answers.last == "short 0.8 short:bot")
    }

    @Test func `is put in order by its number, against all clocks`() throws {
        var driver = try driver()
        try driver.take(
            .alert(.fixture("two", .flat, sequence: 2, in: 1, second: 30)),
            .alert(.fixture("one", .long, sequence: 1, in: 1, second: 90)), .bar(1))
        #expect(driver.placements == ["one@1 superseded", "two@1 applied"])
        #expect(driver.answers.last == "flat 0")
    }

    @Test func `stands for its time to live, and not a bar longer`() throws {
        var driver = try driver()
        // Said a minute after the bar began: two bars and a half later it is over.
        try driver.take(.alert(.fixture("a", timeToLive: 75 * 60_000, in: 1)))
        for index in 1...4 { try driver.take(.bar(index)) }
        #expect(
            driver.answers == [
                "flat 0", "long 0.8 long:bot", "long 0.8 long:bot", "flat 0", "flat 0",
            ])
    }

    @Test func `is taken back by a flat one`() throws {
        var driver = try driver()
        try driver.take(.alert(.fixture("a", timeToLive: 86_400_000, in: 1)), .bar(1), .bar(2))
        try driver.take(.alert(.fixture("b", .flat, in: 3)), .bar(3), .bar(4))
        #expect(driver.answers.suffix(4) == ["long 0.8 long:bot", "long 0.8 long:bot", "flat 0", "flat 0"])
    }

    @Test func `that has lived its time when its bar closes is not acted on`() throws {
        var driver = try driver()
        try driver.take(
            .alert(.fixture("short-lived", source: "x", timeToLive: 60_000, in: 1)),
            .alert(.fixture("stale", source: "y", in: -2)), .bar(1))
        #expect(driver.placements == ["short-lived@1 expired", "stale@1 expired"])
        #expect(driver.answers.last == "flat 0")
    }

    @Test func `from a clock far ahead lives from the end of its bar, and does not silence its source`()
        throws
    {
        var driver = try driver()
        try driver.take(.alert(.fixture("ahead", timeToLive: 1_800_000, in: 50_000)), .bar(1), .bar(2))
        try driver.take(.alert(.fixture("next", .short, in: 50_000, second: 70)), .bar(3))
        #expect(
            driver.answers == ["flat 0", "long 0.8 long:bot", "flat 0", "short 0.8 short:bot"])
    }

    @Test func `is averaged with those of other sources`() throws {
        var driver = try driver()
        try driver.take(
            .alert(.fixture("a", source: "a", .long, percent: 90, in: 1)),
            .alert(.fixture("b", source: "b", .short, percent: 30, in: 1)),
            .alert(.fixture("c", source: "c", .flat, in: 1)), .bar(1))
        #expect(driver.answers.last == "long 0.3 long:a short:b")
        try driver.take(
            .alert(.fixture("d", source: "a", .long, percent: 50, in: 2)),
            .alert(.fixture("e", source: "b", .short, percent: 50, in: 2)), .bar(2))
        #expect(driver.answers.last == "flat 0 long:a short:b")
    }

    @Test func `before the first bar of all waits for it`() throws {
        var driver = RouterDriver(RouterDriver.alertSettings)
        try driver.take(.alert(.fixture("a")), .bar(0))
        #expect(driver.placements == ["a@0 applied"])
        #expect(driver.answers == ["long 0.8 long:bot"])
    }

    @Test func `on a bar that never was is told when the gap is known`() throws {
        var driver = try driver()
        try driver.take(
            .alert(.fixture("a", in: 1)), .alert(.fixture("b", source: "x", timeToLive: 7_200_000, in: 1)),
            .gap(1, until: 3), .bar(3))
        #expect(driver.placements == ["a@1 applied", "b@1 applied"])
        // Nobody can answer a bar that is not there; what lives longer speaks for the next.
        #expect(driver.answers == ["flat 0", "long 0.8 long:x"])
    }

    @Test func `is refused where no such bars go out, and nothing has changed then`() throws {
        var driver = try driver()
        let before = try driver.router.snapshot()
        #expect(throws: Refusal.self) { try driver.take(.alert(.fixture("a", in: 1, interval: .oneDay))) }
        #expect(try driver.router.snapshot() == before)
        var deaf = RouterDriver()
        #expect(throws: Refusal.self) { try deaf.take(.alert(.fixture("a"))) }
        try deaf.take(.bar(0))
        #expect(deaf.bodies(on: .signals).isEmpty)
    }

    @Test func `is refused where a thousand wait for one bar`() throws {
        var driver = try driver()
        for number in 0..<1024 {
            try driver.take(.alert(.fixture("\(number)", sequence: Int64(number), in: 1)))
        }
        #expect(throws: Refusal.self) { try driver.take(.alert(.fixture("one more", in: 1))) }
        try driver.take(.bar(1))
        #expect(driver.placements.filter { $0.hasSuffix("applied") } == ["1023@1 applied"])
    }
}

@Suite struct `Numbers of outside signals` {
    private func driver() throws -> RouterDriver {
        var driver = RouterDriver(RouterDriver.alertSettings)
        try driver.take(.bar(0))
        return driver
    }

    @Test func `that were passed over are reported once the window is over`() throws {
        var driver = try driver()
        try driver.take(
            .alert(.fixture("1", sequence: 1, in: 1)), .alert(.fixture("5", sequence: 5, in: 1)), .bar(1))
        try driver.take(.bar(2))
        #expect(driver.holes.isEmpty)
        try driver.take(.bar(3), .bar(4))
        #expect(driver.holes == ["bot 2...4"])
    }

    @Test func `that come late fill their place and change no opinion`() throws {
        var driver = try driver()
        try driver.take(
            .alert(.fixture("1", sequence: 1, in: 1)), .alert(.fixture("4", sequence: 4, in: 1)), .bar(1))
        try driver.take(.alert(.fixture("3", .short, sequence: 3, in: 2)), .bar(2))
        for index in 3...6 { try driver.take(.bar(index)) }
        #expect(driver.placements == ["1@1 superseded", "4@1 applied", "3@2 superseded"])
        #expect(driver.answers[2] == "flat 0")
        #expect(driver.holes == ["bot 2...2"])
    }

    @Test func `may begin anywhere, and begin again`() throws {
        var driver = try driver()
        try driver.take(.alert(.fixture("40", sequence: 40, in: 1)), .bar(1))
        try driver.take(.alert(.fixture("again", .short, sequence: 1, in: 2)), .bar(2))
        try driver.take(.alert(.fixture("and on", sequence: 2, in: 3)), .bar(3), .bar(4), .bar(5), .bar(6))
        #expect(driver.placements.allSatisfy { $0.hasSuffix("applied") })
        #expect(driver.holes.isEmpty)
    }
}
