package import Domain
package import Indicators

/// What the marks of one bar amount to.
///
/// | mark | says | weight |
/// | --- | --- | --- |
/// | `gold_dot` | long | 0.80 |
/// | `purple_buy`, `purple_sell` | long, short | 0.70 |
/// | `green_dot`, `red_dot` | long, short | 0.60 |
/// | `div_buy_dot`, `div_sell_dot` | long, short | 0.50 |
/// | `small_dot_up`, `small_dot_down` | long, short | 0.20 |
///
/// Each side weighs as much as its heaviest mark: marks of a side are different views of one turn, and adding
/// them would count it twice. The heavier side speaks; equal weights cancel to flat. Money flow on the same
/// side (above zero for long) raises the strength by a quarter, on the other side it takes a quarter off. Higher
/// intervals that lean against it, more of them than with it, halve it. All in integers, so that strength has one
/// exact decimal form; it never exceeds 1.
package struct CipherOpinion: Sendable, Equatable {
    /// What the higher intervals make of a direction.
    package enum Context: String, Sendable {
        case agrees = "higher_intervals_agree"
        case disagrees = "higher_intervals_against"
    }

    package let direction: Direction
    package let strength: Rate
    /// Nil where there is no direction, or higher intervals are unknown or in balance.
    package let context: Context?

    /// The opinion; `higher` are the votes of each higher interval that is known (``CipherBias``).
    package init(marks: CipherMarks, moneyFlow: Double, higher: [Int] = []) {
        let long = Self.weight(of: marks, pointing: .long)
        let short = Self.weight(of: marks, pointing: .short)
        guard long != short else {
            direction = .flat
            strength = .zero
            context = nil
            return
        }
        direction = long > short ? .long : .short
        let agrees = direction == .long ? moneyFlow > 0 : moneyFlow < 0
        let lean = higher.reduce(0) { $0 + $1.signum() } * (direction == .long ? 1 : -1)
        context = lean == 0 ? nil : (lean > 0 ? .agrees : .disagrees)
        let halves: Int64 = lean < 0 ? 1 : 2
        strength = Rate(basisPoints: max(long, short) * (agrees ? 5 : 3) * halves / 8)
    }

    private static func weight(of marks: CipherMarks, pointing direction: Direction) -> Int64 {
        weights.first { $0.direction == direction && marks.contains($0.mark) }?.basisPoints ?? 0
    }

    /// Heaviest first.
    ///
    /// Divisible by eight, so that halves and quarters stay exact.
    private static let weights: [(mark: CipherMark, direction: Direction, basisPoints: Int64)] = [
        (.goldDot, .long, 8000), (.purpleBuy, .long, 7000), (.purpleSell, .short, 7000),
        (.greenDot, .long, 6000), (.redDot, .short, 6000), (.divergenceBuyDot, .long, 5000),
        (.divergenceSellDot, .short, 5000), (.smallDotUp, .long, 2000), (.smallDotDown, .short, 2000),
    ]
}
