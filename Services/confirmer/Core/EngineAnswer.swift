import Domain
import Pipeline

/// The part of a signal that a decision needs.
///
/// Hundreds of them may wait per engine, so it holds nothing else.
struct EngineAnswer: Sendable, Equatable, Codable {
    /// Start of the bar it is about.
    let openedAt: Timestamp
    let direction: Direction
    /// From 0 to 1; zero exactly when flat.
    let strength: Rate

    init(openedAt: Timestamp, direction: Direction, strength: Rate) {
        self.openedAt = openedAt
        self.direction = direction
        self.strength = strength
    }

    /// - Throws: ``Refusal`` for a signal that contradicts itself.
    init(_ signal: Signal) throws(Refusal) {
        guard signal.openedAt.isPlausible, signal.interval.start(of: signal.openedAt) == signal.openedAt
        else {
            throw Refusal(
                "openedAt \(signal.openedAt) is not the start of a bar of \(signal.interval.rawValue)")
        }
        guard signal.strength >= .zero, signal.strength <= Rate(whole: 1) else {
            throw Refusal("strength \(signal.strength) is not 0 to 1")
        }
        guard (signal.direction == .flat) == (signal.strength == .zero) else {
            throw Refusal(
                "strength \(signal.strength) does not go with direction \(signal.direction.rawValue)")
        }
        self.init(openedAt: signal.openedAt, direction: signal.direction, strength: signal.strength)
    }

    /// The opinion as a signed number: long is positive.
    var opinion: Rate {
        switch direction {
        case .long: strength
        case .short: -strength
        case .flat: .zero
        }
    }
}
