import Domain
import Messages
import Strategies

/// What several strategies make of one bar together.
///
/// **The rule.** A strategy that enters casts one whole vote for its direction. One that leaves casts half a vote
/// against its direction: leaving says that a reason is gone, which is less than a reason for the opposite. On a
/// bar where both its conditions are true it leaves. The verdict is the mean of the votes cast; strategies with
/// nothing to say do not water it down. A mean of zero is flat.
struct Verdict: Sendable, Equatable {
    private static let wholeVote: Int64 = Rate.unitsPerWhole
    private static let halfVote: Int64 = wholeVote / 2

    private(set) var reasons: [String] = []
    private var strategyCount = 0
    private var readyCount = 0
    private var sum: Int64 = 0

    /// Counts one strategy's opinion.
    ///
    /// The order of calls is the order of the reasons.
    mutating func count(_ opinion: RunningStrategy.Opinion, of strategy: Strategy) {
        strategyCount += 1
        if opinion.isReady { readyCount += 1 }
        let sign: Int64 = strategy.direction == .short ? -1 : 1
        if opinion.exits {
            sum -= sign * Self.halfVote
            reasons.append("exit:\(strategy.name)")
        } else if opinion.enters {
            sum += sign * Self.wholeVote
            reasons.append("enter:\(strategy.name)")
        }
    }

    /// The mean of the votes, -1 ...
    ///
    /// 1; the last digit is cut off.
    var score: Rate { Rate(units: reasons.isEmpty ? 0 : sum / Int64(reasons.count)) }

    func signal(on bar: Bar) -> Signal {
        let direction: Direction = score.units == 0 ? .flat : (score.units > 0 ? .long : .short)
        return Signal(
            engine: ServiceName.strategyGen.rawValue, instrument: bar.instrument, interval: bar.interval,
            openedAt: bar.openedAt, direction: direction, strength: score.magnitude, reasons: reasons,
            evidence: [
                Evidence("strategies", Double(strategyCount)), Evidence("ready", Double(readyCount)),
                Evidence("score", score.approximation),
            ])
    }
}
