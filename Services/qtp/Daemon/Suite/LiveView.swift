import Domain
import Messages

/// A running suite for a person: a screen that is drawn over, or plain lines where there is none.
struct LiveView {
    private let isScreen: Bool
    private let expectedBars: Int
    private var screen = Screen()
    private var lastAt = ContinuousClock.now
    private var lastBars = 0
    private var rate = 0.0
    private var linesSince = ContinuousClock.now - .seconds(10)

    init(isScreen: Bool, expectedBars: Int) {
        self.isScreen = isScreen
        self.expectedBars = expectedBars
    }

    mutating func show(_ state: SuiteState) {
        let bars = state.added[.bars] ?? 0
        let elapsed = (ContinuousClock.now - lastAt) / .seconds(1)
        if elapsed >= 1 {
            rate = Double(bars - lastBars) / elapsed
            lastBars = bars
            lastAt = .now
        }
        if isScreen { draw(state, bars) } else { line(state, bars) }
    }

    /// One line every two seconds: enough to follow, little enough for a log.
    private mutating func line(_ state: SuiteState, _ bars: Int) {
        guard ContinuousClock.now - linesSince >= .seconds(2) else { return }
        linesSince = .now
        let lag = ServiceName.pipeline.compactMap { service -> String? in
            guard let lag = state.lag[service], lag != 0 else { return nil }
            return "\(service.rawValue)=\(lag.map(String.init) ?? "?")"
        }
        Terminal.say(
            "bars \(bars) (\(Int(rate))/s)  signals \(state.added[.signals] ?? 0)  "
                + "decisions \(state.added[.confirmed] ?? 0)  order events \(state.added[.orders] ?? 0)  "
                + "profit \(state.profit.inCents)  lag \(lag.isEmpty ? "0" : lag.joined(separator: " "))")
    }

    private mutating func draw(_ state: SuiteState, _ bars: Int) {
        var lines = [
            "",
            "  Quantum Trader Pro   \(bars) bars of about \(expectedBars + expectedBars / 8), \(Int(rate)) bars/s",
            "",
            "  signals \(state.added[.signals] ?? 0)   decisions \(state.added[.confirmed] ?? 0)   "
                + "order events \(state.added[.orders] ?? 0)   dead letters \(state.added[.dead] ?? 0)",
            "",
        ]
        for service in ServiceName.pipeline {
            guard let known = state.lag[service] else { continue }
            let name = service.rawValue.padding(to: 16)
            let bar = String(repeating: "▪", count: min((known ?? 0).bitWidthUsed, 40))
            lines.append("  \(name) lag \((known.map(String.init) ?? "?").padding(to: 8)) \(bar)")
        }
        lines.append("")
        for holding in state.positions {
            lines.append(
                "  \(holding.position.instrument.description.padding(to: 16)) "
                    + "\(holding.position.quantity.description.padding(to: 14)) at \(holding.mark.description.padding(to: 14)) "
                    + "profit \(holding.profit.inCents)")
        }
        lines.append("  profit after fees  \(state.profit.inCents)")
        lines.append("")
        lines.append("  Ctrl-C stops everything")
        screen.draw(lines)
    }
}

extension String {
    fileprivate func padding(to length: Int) -> String {
        self + String(repeating: " ", count: max(0, length - count))
    }
}

extension Int {
    /// Grows by one when the number doubles.
    fileprivate var bitWidthUsed: Int { Int.bitWidth - leadingZeroBitCount }
}
