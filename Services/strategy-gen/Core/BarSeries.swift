import Domain
import Strategies

/// One instrument's bars of one interval, and the strategies at work on them.
struct BarSeries: Sendable, Equatable {
    /// Which bars.
    struct Key: Sendable, Hashable, Comparable, Codable {
        let instrument: InstrumentID
        let interval: Interval

        static func < (left: Self, right: Self) -> Bool {
            (left.instrument, left.interval) < (right.instrument, right.interval)
        }
    }
    let key: Key
    /// The last bar taken; one that is not later is a repeat.
    private(set) var lastOpenedAt: Timestamp?
    /// By name.
    private(set) var running: [RunningStrategy]

    /// Starts the strategies that read these bars, without history.
    init(_ key: Key, strategies: [Strategy]) {
        self.key = key
        running = strategies.filter { Self.reads($0, key) }.map { RunningStrategy($0) }.sorted(
            by: Self.byName)
    }

    /// Goes on where a snapshot was taken.
    init(_ key: Key, lastOpenedAt: Timestamp?, running: [RunningStrategy]) {
        self.key = key
        self.lastOpenedAt = lastOpenedAt
        self.running = running
    }

    /// Answers a bar; nil for a repeat.
    mutating func take(_ bar: Bar) -> Signal? {
        if let lastOpenedAt, bar.openedAt <= lastOpenedAt { return nil }
        lastOpenedAt = bar.openedAt
        var verdict = Verdict()
        for index in running.indices { verdict.count(running[index].take(bar), of: running[index].strategy) }
        return verdict.signal(on: bar)
    }

    /// Starts a strategy without history, in place of one of the same name.
    mutating func deploy(_ strategy: Strategy) {
        withdraw(strategy.name)
        guard Self.reads(strategy, key) else { return }
        running.append(RunningStrategy(strategy))
        running.sort(by: Self.byName)
    }

    /// Stops a strategy and forgets its history.
    mutating func withdraw(_ name: String) { running.removeAll { $0.strategy.name == name } }

    private static func reads(_ strategy: Strategy, _ key: Key) -> Bool {
        strategy.interval == key.interval && strategy.covers(key.instrument)
    }

    private static func byName(_ left: RunningStrategy, _ right: RunningStrategy) -> Bool {
        left.strategy.name < right.strategy.name
    }
}
