import Domain
import Messages
import Pipeline

/// The outside signals about one instrument's bars of one interval, and what they amount to on every bar.
///
/// An alert waits until the bar closes with which it is stamped. Only then are the alerts of that bar put in order and
/// taken, source by source; so nothing depends on the order in which they came in between two bars, nor on repeats.
struct AlertBook: Sendable, Equatable, Codable {
    /// The engine's name on its answers.
    static let engine = "external"
    /// Alerts that may wait for one interval's bars: many times what people send, and what a snapshot can carry.
    static let waitingLimit = 1024
    /// Sources that may speak of one interval's bars.
    static let sourceLimit = 256
    /// Sources that an answer names.
    private static let namedSources = 16

    /// An alert whose bar has not closed.
    private struct Waiting: Sendable, Equatable, Codable {
        var alert: Alert
        /// Start of its bar; nil before the first bar of all.
        var openedAt: Timestamp?

        func isOver(by time: Timestamp, _ interval: Interval) -> Bool {
            openedAt.map { $0 + interval <= time } ?? false
        }
    }

    let instrument: InstrumentID
    let interval: Interval
    /// Bars after the one that showed a hole in which the missing numbers may still come.
    var window: Int
    private var taken = RememberedIDs()
    private var waiting: [Waiting] = []
    private var sources: [String: AlertSource] = [:]

    init(_ instrument: InstrumentID, _ interval: Interval, window: Int) {
        self.instrument = instrument
        self.interval = interval
        self.window = window
    }

    /// Takes an alert on the bar that is open now; nil before there is one.
    ///
    /// A repeat changes nothing but this: of copies that came through several doors the earliest counts.
    /// - Throws: ``Refusal`` where too many wait, or too many speak; nothing has changed then.
    mutating func hear(_ alert: Alert, on openedAt: Timestamp?) throws(Refusal) {
        guard !taken.contains(alert.id) else {
            if let index = waiting.firstIndex(where: { $0.alert.id == alert.id }),
                alert.precedes(waiting[index].alert)
            {
                waiting[index].alert = alert
            }
            return
        }
        guard waiting.count < Self.waitingLimit else {
            throw Refusal("\(waiting.count) outside signals about \(instrument) wait for their bar already")
        }
        if sources[alert.source] == nil {
            let known = Set(sources.keys).union(waiting.map(\.alert.source))
            guard known.count < Self.sourceLimit || known.contains(alert.source) else {
                throw Refusal("\(known.count) sources speak of \(instrument) already")
            }
        }
        _ = taken.insert(alert.id)
        waiting.append(Waiting(alert: alert, openedAt: openedAt))
    }

    /// Stamps what came before the first bar of all.
    mutating func stampEarly(at time: Timestamp) {
        for index in waiting.indices where waiting[index].openedAt == nil {
            waiting[index].openedAt = interval.start(of: time)
        }
    }

    /// Takes the alerts of a bar that has closed, and answers the bar.
    mutating func close(_ bar: Bar, into outbox: inout Outbox) {
        pass(until: bar.closedAt, into: &outbox)
        outbox.emit(.signalEvaluated(SignalEvaluated(answer(to: bar))), to: .signals)
    }

    /// Takes the alerts of all bars that are over by `time`, also of those that never were.
    mutating func pass(until time: Timestamp, into outbox: inout Outbox) {
        let interval = interval
        let over = waiting.filter { $0.isOver(by: time, interval) }
        if !over.isEmpty {
            waiting.removeAll { $0.isOver(by: time, interval) }
            for (openedAt, alerts) in Dictionary(grouping: over, by: \.openedAt).compactMap(Self.stamped)
                .sorted(by: { $0.openedAt < $1.openedAt })
            {
                tidy(by: openedAt, into: &outbox)
                settle(alerts, on: openedAt, into: &outbox)
            }
        }
        tidy(by: interval.start(of: time), into: &outbox)
    }

    /// Reports the holes that are overdue, and forgets who has long been silent.
    ///
    /// Told the start of a bar, and before the alerts of that bar are taken: so it does not matter whether a long stretch
    /// without bars is passed at once or in pieces.
    private mutating func tidy(by time: Timestamp, into outbox: inout Outbox) {
        guard !sources.isEmpty else { return }
        for name in sources.keys.sorted() {
            for hole in sources[name]?.overdue(by: time, window: window, interval: interval) ?? [] {
                let missed = AlertHole(
                    source: name, instrument: instrument, interval: interval, first: hole.first,
                    last: hole.last, openedAt: hole.openedAt)
                outbox.emit(.alertsMissed(AlertsMissed(missed)), to: .receipts)
            }
        }
        sources = sources.filter { !$0.value.isForgotten(by: time, interval: interval) }
    }

    private static func stamped(
        _ group: (key: Timestamp?, value: [Waiting])
    ) -> (openedAt: Timestamp, alerts: [Alert])? {
        group.key.map { ($0, group.value.map(\.alert)) }
    }

    private mutating func settle(_ alerts: [Alert], on openedAt: Timestamp, into outbox: inout Outbox) {
        let bySource = Dictionary(grouping: alerts, by: \.source).sorted { $0.key < $1.key }
        for (name, alerts) in bySource {
            var source = sources.removeValue(forKey: name) ?? AlertSource()
            for placement in source.settle(alerts, on: openedAt, interval: interval) {
                outbox.emit(.alertPlaced(AlertPlaced(placement)), to: .receipts)
            }
            sources[name] = source
        }
    }

    /// The mean of the opinions that are in force, and who holds them; flat where there is none.
    private func answer(to bar: Bar) -> Signal {
        var sum: Int128 = 0
        var words: [String] = []
        for (name, source) in sources.sorted(by: { $0.key < $1.key }) {
            guard let opinion = source.opinion(on: bar) else { continue }
            sum += Int128(opinion.strength.units) * (opinion.direction == .long ? 1 : -1)
            words.append("\(opinion.direction.rawValue):\(name)")
        }
        // Towards zero: a mean is never surer than those it is made of.
        let mean = words.isEmpty ? 0 : sum / Int128(words.count)
        return Signal(
            engine: Self.engine, instrument: instrument, interval: interval, openedAt: bar.openedAt,
            direction: mean > 0 ? .long : mean < 0 ? .short : .flat,
            strength: Rate(units: Int64(mean.magnitude)), reasons: Array(words.prefix(Self.namedSources)),
            evidence: words.isEmpty ? [] : [Evidence("sources", Double(words.count))])
    }
}

extension Alert {
    /// A total order of the copies of one alert, in which the earliest comes first.
    fileprivate func precedes(_ other: Alert) -> Bool {
        (receivedAt, saidAt, strength, direction.rawValue, note)
            < (other.receivedAt, other.saidAt, other.strength, other.direction.rawValue, other.note)
    }
}
