import Domain
import Messages
import Pipeline
import RouterCore

extension Alert {
    /// What `source` says of the fixture's instrument, said and received so many seconds into a half hour.
    static func fixture(
        _ name: String, source: String = "bot", _ direction: Direction = .long, percent: Int64 = 80,
        sequence: Int64? = nil, timeToLive: Int64? = nil, in halfHour: Int = 0, second: Int64 = 60,
        interval: Interval = .thirtyMinutes, delay: Int64 = 0
    ) -> Alert {
        let said = Timestamp(milliseconds: Timestamp.halfHour(halfHour).milliseconds + second * 1000)
        return Alert(
            id: "alert/\(name)", source: source, instrument: RouterDriver.instrument, interval: interval,
            direction: direction, strength: direction == .flat ? .zero : Rate(basisPoints: percent * 100),
            sequence: sequence, timeToLive: timeToLive, sentAt: said,
            receivedAt: Timestamp(milliseconds: said.milliseconds + delay), note: name)
    }
}

extension Message.Body {
    static func alert(_ alert: Alert, on openedAt: Timestamp? = nil) -> Self {
        .alertReceived(AlertReceived(alert, openedAt: openedAt))
    }
}

extension RouterDriver {
    static let alertSettings = RouterSettings(alerts: AlertSettings(windowBars: 2))

    /// What the outside said of each half hour, as `direction strength reasons`.
    var answers: [String] {
        bodies(on: .signals).compactMap { body in
            guard case .signalEvaluated(let evaluated) = body, evaluated.signal.interval == .thirtyMinutes
            else { return nil }
            let signal = evaluated.signal
            let reasons = signal.reasons.isEmpty ? "" : " " + signal.reasons.joined(separator: " ")
            return "\(signal.direction.rawValue) \(signal.strength)\(reasons)"
        }
    }

    /// What became of the alerts, as `note@half hour disposition`.
    var placements: [String] {
        bodies(on: .receipts).compactMap { body in
            guard case .alertPlaced(let placed) = body else { return nil }
            let item = placed.placement
            let index = (item.openedAt.milliseconds - Self.start) / Interval.thirtyMinutes.milliseconds
            return "\(item.alert.note)@\(index) \(item.disposition.rawValue)"
        }
    }

    /// Missing numbers, as `source first...last`.
    var holes: [String] {
        bodies(on: .receipts).compactMap { body in
            guard case .alertsMissed(let missed) = body else { return nil }
            return "\(missed.hole.source) \(missed.hole.first)...\(missed.hole.last)"
        }
    }
}
