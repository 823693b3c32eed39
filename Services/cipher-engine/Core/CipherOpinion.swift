package import Domain

/// What the dots of one bar amount to.
///
/// | dot | says | weight |
/// | --- | --- | --- |
/// | `gold_dot` | long | 0.80 |
/// | `green_dot`, `red_dot` | long, short | 0.60 |
/// | `div_buy_dot`, `div_sell_dot` | long, short | 0.50 |
/// | `small_dot_up`, `small_dot_down` | long, short | 0.20 |
///
/// Each side weighs as much as its heaviest dot: dots of a side are different views of one turn, and adding
/// them would count it twice. The heavier side speaks; equal weights cancel to flat. Money flow on the same
/// side (above zero for long) raises the strength by a quarter, on the other side it takes a quarter off. All
/// in integers, so that strength has one exact decimal form; it never exceeds 1.
package struct CipherOpinion: Sendable, Equatable {
    package let direction: Direction
    package let strength: Rate

    package init(dots: [CipherDot], moneyFlow: Double) {
        let long = Self.weight(of: dots, pointing: .long)
        let short = Self.weight(of: dots, pointing: .short)
        guard long != short else {
            direction = .flat
            strength = .zero
            return
        }
        direction = long > short ? .long : .short
        let agrees = direction == .long ? moneyFlow > 0 : moneyFlow < 0
        strength = Rate(basisPoints: max(long, short) * (agrees ? 5 : 3) / 4)
    }

    private static func weight(of dots: [CipherDot], pointing direction: Direction) -> Int64 {
        dots.filter { $0.direction == direction }.map(\.basisPoints).max() ?? 0
    }
}

extension CipherDot {
    fileprivate var direction: Direction {
        switch self {
        case .goldDot, .greenDot, .divergenceBuyDot, .smallDotUp: .long
        case .redDot, .divergenceSellDot, .smallDotDown: .short
        }
    }

    /// Divisible by four, so that a quarter more or less stays exact.
    fileprivate var basisPoints: Int64 {
        switch self {
        case .goldDot: 8000
        case .greenDot, .redDot: 6000
        case .divergenceBuyDot, .divergenceSellDot: 5000
        case .smallDotUp, .smallDotDown: 2000
        }
    }
}
