import Domain
import Profiles

/// The levels of both profiles at one moment.
struct LevelPair: Sendable, Codable, Equatable {
    struct Levels: Sendable, Codable, Equatable {
        let levels: ProfileLevels
        /// Whether the profile holds enough bars to be spoken of.
        let isSettled: Bool
        /// Part of the volume that was counted trade by trade, 0 to 1.
        let exactShare: Double
    }
    /// A row that trade passed over quickly.
    struct Node: Sendable, Codable, Equatable {
        let low: Price
        let high: Price
    }
    /// Since the start of the session; nil without volume.
    let session: Levels?
    /// Over the rolling window; nil without volume.
    let rolling: Levels?
    /// Height of a row of the rolling profile.
    let rowHeight: Price
    /// Low-volume nodes of the rolling profile, from the lowest up.
    let nodes: [Node]
    /// Volume-weighted average price of the session, and its standard deviation.
    let average: Double?
    let deviation: Double?
}

/// What bars before have led to, by interval.
struct CloseTrack: Sendable, Codable, Equatable {
    /// Close of the interval's last bar.
    var close: Price?
    /// Closes in a row above the value area known before each (positive), or below it (negative).
    var outside = 0
}

/// What a bar amounts to, given the levels known before it.
///
/// A bar is not judged by a value area that it has itself moved: edges and nodes are those of the interval's previous
/// bar. Each thing that is seen counts with its weight for long or for short; the balance, at most 1, is the strength.
/// docs/volume-profile.md defines each.
struct ProfileOpinion: Sendable, Equatable {
    let direction: Direction
    let strength: Rate
    let reasons: [String]
    let evidence: [Evidence]

    /// - Parameters:
    ///   - bar: the one that is judged.
    ///   - levels: with the bar.
    ///   - previous: before it; nil for the interval's first.
    ///   - track: the interval's closes so far, to which this one is added.
    ///   - touched: naked points of control the bar touched.
    ///   - settings: what counts how much.
    init(
        of bar: Bar, levels: LevelPair, previous: LevelPair?, track: inout CloseTrack,
        touched: [NakedPointsOfControl.Point], _ settings: ProfileSettings.Signals
    ) {
        let before = track
        track.close = bar.close
        track.outside = Self.closesOutside(bar, before.outside, previous?.rolling)
        var evidence = Self.evidence(levels, previous)
        var balance = Balance()
        guard levels.rolling?.isSettled ?? true else {
            (direction, strength, reasons, self.evidence) = (.flat, .zero, ["warming_up"], evidence)
            return
        }
        guard levels.rolling != nil else {
            (direction, strength, reasons, self.evidence) = (.flat, .zero, ["no_volume"], evidence)
            return
        }
        for (name, levels, weight) in [
            ("rolling", previous?.rolling, settings.rollingRejection),
            ("session", previous?.session, settings.sessionRejection),
        ] {
            guard let levels, levels.isSettled, let rejection = Rejection(of: bar, levels.levels) else {
                continue
            }
            balance.add("\(name)_\(rejection.rawValue)", rejection == .low ? weight : -weight)
        }
        if abs(track.outside) == settings.acceptedCloses {
            let edge = track.outside > 0 ? "high" : "low"
            balance.add(
                "rolling_value_area_\(edge)_acceptance",
                track.outside > 0 ? settings.acceptance : -settings.acceptance)
        }
        let least = Double(settings.migrationRows) * levels.rowHeight.approximation
        if let moved = Self.migration(levels, previous), abs(moved) >= least {
            balance.add(
                "rolling_poc_migration_\(moved > 0 ? "up" : "down")",
                moved > 0 ? settings.migration : -settings.migration)
        }
        balance.addTouches(of: touched, from: before.close, settings.nakedTouch, into: &evidence)
        balance.addBreak(
            of: previous?.nodes ?? [], from: before.close, to: bar.close, settings.nodeBreak, into: &evidence)
        evidence.append(Evidence("rolling_closes_outside", Double(track.outside)))
        direction = balance.sum > .zero ? .long : balance.sum < .zero ? .short : .flat
        strength = min(balance.sum.magnitude, Rate(whole: 1))
        reasons = balance.reasons
        self.evidence = evidence
    }

    /// Counts on while closes stay on one side of the value area that was known before each; bounded, so that it fits.
    private static func closesOutside(_ bar: Bar, _ count: Int, _ previous: LevelPair.Levels?) -> Int {
        guard let previous, previous.isSettled else { return 0 }
        if bar.close > previous.levels.valueAreaHigh { return min(max(count, 0) + 1, 1_000_000) }
        if bar.close < previous.levels.valueAreaLow { return max(min(count, 0) - 1, -1_000_000) }
        return 0
    }

    private static func migration(_ levels: LevelPair, _ previous: LevelPair?) -> Double? {
        guard let now = levels.rolling?.levels, let before = previous?.rolling?.levels else { return nil }
        return now.pointOfControl - before.pointOfControl
    }

    private static func evidence(_ levels: LevelPair, _ previous: LevelPair?) -> [Evidence] {
        var evidence: [Evidence] = []
        let both = [("session", levels.session), ("rolling", levels.rolling)]
        for case (let name, let profile?) in both {
            let levels = profile.levels
            evidence.append(Evidence("\(name)_poc", levels.pointOfControl))
            evidence.append(Evidence("\(name)_vah", levels.valueAreaHigh.approximation))
            evidence.append(Evidence("\(name)_val", levels.valueAreaLow.approximation))
            evidence.append(Evidence("\(name)_delta", levels.delta.approximation))
        }
        if let moved = migration(levels, previous) {
            evidence.append(Evidence("rolling_poc_migration", moved))
        }
        for case (let name, let profile?) in both {
            evidence.append(Evidence("\(name)_exact", profile.exactShare))
        }
        if let average = levels.average, let deviation = levels.deviation {
            evidence.append(Evidence("session_vwap", average))
            evidence.append(Evidence("session_vwap_deviation", deviation))
        }
        return evidence
    }
}

/// What speaks for long less what speaks for short.
private struct Balance {
    private(set) var sum = Rate.zero
    private(set) var reasons: [String] = []

    mutating func add(_ reason: String, _ weight: Rate) {
        sum += weight
        reasons.append(reason)
    }

    /// A price that comes down to a point of control finds support there, one that comes up resistance.
    mutating func addTouches(
        of points: [NakedPointsOfControl.Point], from close: Price?, _ weight: Rate,
        into evidence: inout [Evidence]
    ) {
        guard let close else { return }
        let from = Int128(close.units) * 2
        let below = points.filter { $0.doubledPrice < from }
        let above = points.filter { $0.doubledPrice > from }
        if let nearest = below.max(by: { $0.doubledPrice < $1.doubledPrice }) {
            add("naked_poc_touch_from_above", weight)
            evidence.append(Evidence("naked_poc_below", nearest.price))
        }
        if let nearest = above.min(by: { $0.doubledPrice < $1.doubledPrice }) {
            add("naked_poc_touch_from_below", -weight)
            evidence.append(Evidence("naked_poc_above", nearest.price))
        }
    }

    /// Of several nodes that were crossed the last is told.
    mutating func addBreak(
        of nodes: [LevelPair.Node], from close: Price?, to now: Price, _ weight: Rate,
        into evidence: inout [Evidence]
    ) {
        guard let close else { return }
        if let node = nodes.last(where: { close < $0.low && now >= $0.high }) {
            add("rolling_lvn_break_up", weight)
            evidence.append(Evidence("rolling_lvn_low", node.low.approximation))
            evidence.append(Evidence("rolling_lvn_high", node.high.approximation))
        } else if let node = nodes.first(where: { close >= $0.high && now < $0.low }) {
            add("rolling_lvn_break_down", -weight)
            evidence.append(Evidence("rolling_lvn_low", node.low.approximation))
            evidence.append(Evidence("rolling_lvn_high", node.high.approximation))
        }
    }
}

/// A bar that left a value area and came back.
private enum Rejection: String {
    case low = "value_area_low_rejection"
    case high = "value_area_high_rejection"

    /// Nil when the bar did neither, or both: a bar that spans the whole area says nothing.
    init?(of bar: Bar, _ levels: ProfileLevels) {
        let isLow = bar.low < levels.valueAreaLow && bar.close > levels.valueAreaLow
        let isHigh = bar.high > levels.valueAreaHigh && bar.close < levels.valueAreaHigh
        switch (isLow, isHigh) {
        case (true, false): self = .low
        case (false, true): self = .high
        case (true, true), (false, false): return nil
        }
    }
}
