import Domain
import Profiles

/// The levels of both profiles at one moment.
struct LevelPair: Sendable, Codable, Equatable {
    struct Levels: Sendable, Codable, Equatable {
        let levels: ProfileLevels
        /// Whether the profile holds enough bars to be spoken of.
        let isSettled: Bool
    }
    /// Since the start of the UTC day; nil without volume.
    let session: Levels?
    /// Over the rolling window; nil without volume.
    let rolling: Levels?
}

/// What a bar amounts to, given the levels known before it.
///
/// A bar that went below a value area's low and closed back above it was refused there, and points long; one
/// that went above the high and closed back below it points short. The rolling profile's rejection weighs
/// 0.50, the session's 0.30, both together 0.80; opposite rejections cancel to flat. The levels are those of
/// the interval's previous bar: a bar is not judged by a value area that it has itself moved.
struct ProfileOpinion: Sendable, Equatable {
    let direction: Direction
    let strength: Rate
    let reasons: [String]
    let evidence: [Evidence]

    init(of bar: Bar, levels: LevelPair, previous: LevelPair?) {
        evidence = Self.evidence(levels, previous)
        guard levels.rolling?.isSettled ?? true else {
            (direction, strength, reasons) = (.flat, .zero, ["warming_up"])
            return
        }
        guard levels.rolling != nil else {
            (direction, strength, reasons) = (.flat, .zero, ["no_volume"])
            return
        }
        var balance: Int64 = 0
        var reasons: [String] = []
        let judged = [("rolling", previous?.rolling, Int64(5000)), ("session", previous?.session, 3000)]
        for (name, levels, weight) in judged {
            guard let levels, levels.isSettled, let rejection = Rejection(of: bar, levels.levels) else {
                continue
            }
            balance += rejection == .low ? weight : -weight
            reasons.append("\(name)_\(rejection.rawValue)")
        }
        direction = balance > 0 ? .long : balance < 0 ? .short : .flat
        strength = Rate(basisPoints: abs(balance))
        self.reasons = reasons
    }

    private static func evidence(_ levels: LevelPair, _ previous: LevelPair?) -> [Evidence] {
        var evidence: [Evidence] = []
        for (name, levels) in [("session", levels.session?.levels), ("rolling", levels.rolling?.levels)] {
            guard let levels else { continue }
            evidence.append(Evidence("\(name)_poc", levels.pointOfControl))
            evidence.append(Evidence("\(name)_vah", levels.valueAreaHigh.approximation))
            evidence.append(Evidence("\(name)_val", levels.valueAreaLow.approximation))
            evidence.append(Evidence("\(name)_delta", levels.delta.approximation))
        }
        if let now = levels.rolling?.levels, let before = previous?.rolling?.levels {
            evidence.append(Evidence("rolling_poc_migration", now.pointOfControl - before.pointOfControl))
        }
        return evidence
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
