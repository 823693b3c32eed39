import Domain

/// What is known of one source of outside signals about one instrument's bars of one interval.
///
/// An opinion stands until the next one: so a later alert is never held back for one that is missing, and one that comes
/// after its successor took effect changes nothing but the hole it fills.
struct AlertSource: Sendable, Equatable, Codable {
    /// Missing numbers, and the bar with the alert that came after them.
    struct Missing: Sendable, Equatable, Codable {
        var first: Int64
        var last: Int64
        let openedAt: Timestamp
    }
    /// What the source thinks.
    struct Opinion: Sendable, Equatable, Codable {
        let direction: Direction
        let strength: Rate
        /// The bar it was heard on.
        let openedAt: Timestamp
        /// The last moment at which it may be acted on; nil for its bar alone.
        let expiresAt: Timestamp?
    }

    /// Holes that are kept of one source; beyond, the oldest is given up.
    private static let holeLimit = 64
    /// Bars of silence after which a source that has no opinion and no hole is forgotten.
    private static let memoryBars: Int64 = 1000

    /// The highest number of the count that is running; nil before the first.
    private var highest: Int64?
    /// When the last alert that took effect was said.
    private var saidAt: Timestamp?
    /// The last bar on which the source was heard.
    private var heardAt = Timestamp.distantPast
    private var opinion: Opinion?
    private var missing: [Missing] = []

    /// The opinion that is in force when a bar closes; nil for none.
    func opinion(on bar: Bar) -> Opinion? {
        guard let opinion else { return nil }
        guard let expiresAt = opinion.expiresAt else {
            return opinion.openedAt == bar.openedAt ? opinion : nil
        }
        return bar.closedAt <= expiresAt ? opinion : nil
    }

    /// Takes the alerts of one bar, whatever their order, and says what becomes of each.
    mutating func settle(
        _ alerts: [Alert], on openedAt: Timestamp, interval: Interval
    ) -> [AlertPlacement] {
        heardAt = max(heardAt, openedAt)
        let ordered = Self.ordered(alerts)
        var effective: Int?
        for (index, alert) in ordered.enumerated() where isNews(alert, on: openedAt) { effective = index }
        let closedAt = openedAt + interval
        if let effective { adopt(ordered[effective], on: openedAt, interval: interval) }
        return ordered.enumerated().map { index, alert in
            let isDead = Self.isExpired(alert, on: openedAt, closedAt: closedAt)
            return AlertPlacement(
                alert, openedAt: openedAt,
                disposition: isDead ? .expired : index == effective ? .applied : .superseded)
        }
    }

    /// Holes whose time is over by `time`; they are told once.
    mutating func overdue(by time: Timestamp, window: Int, interval: Interval) -> [Missing] {
        let limit = interval.milliseconds * Int64(1 + window)
        let excess = max(0, missing.count - Self.holeLimit)
        var overdue = Array(missing.prefix(excess))
        missing.removeFirst(excess)
        overdue += missing.filter { $0.openedAt.milliseconds + limit <= time.milliseconds }
        missing.removeAll { $0.openedAt.milliseconds + limit <= time.milliseconds }
        return overdue
    }

    /// Whether nothing of it can matter any more.
    func isForgotten(by time: Timestamp, interval: Interval) -> Bool {
        let isSilent = heardAt.milliseconds + Self.memoryBars * interval.milliseconds <= time.milliseconds
        return isSilent && missing.isEmpty && (opinion?.expiresAt.map { $0 < time } ?? true)
    }

    /// By number where all are numbered, else by the time they were said; the id decides between equals.
    private static func ordered(_ alerts: [Alert]) -> [Alert] {
        if alerts.allSatisfy({ $0.sequence != nil }) {
            return alerts.sorted {
                ($0.sequence ?? 0, $0.saidAt, $0.id) < ($1.sequence ?? 0, $1.saidAt, $1.id)
            }
        }
        return alerts.sorted { ($0.saidAt, $0.id) < ($1.saidAt, $1.id) }
    }

    /// Whether an alert is later than all that took effect before; takes note of its number.
    private mutating func isNews(_ alert: Alert, on openedAt: Timestamp) -> Bool {
        guard let number = alert.sequence else { return saidAt.map { alert.saidAt >= $0 } ?? true }
        guard let highest else {
            self.highest = number
            return true
        }
        if number > highest {
            if number > highest + 1 {
                missing.append(Missing(first: highest + 1, last: number - 1, openedAt: openedAt))
            }
            self.highest = number
            return true
        }
        if fill(number) { return false }
        // A program that was started anew counts from the beginning again.
        guard number <= 1, highest > 1 else { return false }
        self.highest = number
        return true
    }

    /// Takes a number out of the holes; false where it is in none.
    private mutating func fill(_ number: Int64) -> Bool {
        guard let index = missing.firstIndex(where: { $0.first <= number && number <= $0.last }) else {
            return false
        }
        let hole = missing.remove(at: index)
        var rest: [Missing] = []
        if hole.first < number {
            rest.append(Missing(first: hole.first, last: number - 1, openedAt: hole.openedAt))
        }
        if number < hole.last {
            rest.append(Missing(first: number + 1, last: hole.last, openedAt: hole.openedAt))
        }
        missing.insert(contentsOf: rest, at: index)
        return true
    }

    /// Makes an alert the source's opinion; a flat or dead one takes back what was said before.
    private mutating func adopt(_ alert: Alert, on openedAt: Timestamp, interval: Interval) {
        saidAt = alert.saidAt
        let closedAt = openedAt + interval
        guard alert.direction != .flat, !Self.isExpired(alert, on: openedAt, closedAt: closedAt) else {
            opinion = nil
            return
        }
        opinion = Opinion(
            direction: alert.direction, strength: alert.strength, openedAt: openedAt,
            expiresAt: Self.expiry(of: alert, closedAt: closedAt))
    }

    /// The end of an alert's life in event time; nil where its bar alone counts.
    private static func expiry(of alert: Alert, closedAt: Timestamp) -> Timestamp? {
        guard let timeToLive = alert.timeToLive else { return nil }
        // Said after the end of the bar on which it was heard: the suite's time is behind the source's clock, as in a
        // recording, and it is the suite's that counts.
        let said = min(alert.saidAt.milliseconds, closedAt.milliseconds - 1)
        return Timestamp(milliseconds: said + timeToLive)
    }

    /// Whether an alert may not be acted on when its bar closes.
    ///
    /// One without a time to live may be as much older than its bar as the bar is long.
    private static func isExpired(_ alert: Alert, on openedAt: Timestamp, closedAt: Timestamp) -> Bool {
        guard let expiresAt = expiry(of: alert, closedAt: closedAt) else {
            let length = closedAt.milliseconds - openedAt.milliseconds
            return alert.saidAt.milliseconds < openedAt.milliseconds - length
        }
        return expiresAt < closedAt
    }
}
