public import Domain
public import Messages

/// What every position is worth, kept up with fills and bars.
public struct EventEquity: Sendable, Equatable {
    private let capital: Notional
    private let markInterval: Interval
    private var positions: [InstrumentID: Position]
    private var marks: [InstrumentID: PortfolioView.Mark]
    private var currencies: [InstrumentID: String]
    /// What changed an instrument's worth last, and where each of its streams stood then.
    private var changes: [InstrumentID: Change] = [:]

    private struct Change: Equatable {
        var id: String
        var occurredAt: Timestamp
        var trace: String?
        var place: EventCursor.Place
        var positions: [EventCursor.Place: EventCursor.Position]
    }

    /// What was held at some moment; `markInterval` is that of the bars whose closes are the marks.
    public init(
        capital: Notional, markInterval: Interval, positions: [Position] = [],
        marks: [InstrumentID: PortfolioView.Mark] = [:], currencies: [InstrumentID: String] = [:]
    ) {
        self.capital = capital
        self.markInterval = markInterval
        self.positions = Dictionary(positions.map { ($0.instrument, $0) }) { $1 }
        self.marks = marks
        self.currencies = currencies
    }

    /// Takes a message.
    ///
    /// - Returns: The instrument whose worth it changed; nil when it changed none.
    public mutating func take(
        _ message: Message, at place: EventCursor.Place, _ position: EventCursor.Position
    ) -> InstrumentID? {
        let instrument: InstrumentID
        switch message.body {
        case .positionChanged(let body):
            instrument = body.position.instrument
            positions[instrument] = body.position
        case .barClosed(let body):
            instrument = body.bar.instrument
            guard body.bar.interval == markInterval else { return nil }
            marks[instrument] = PortfolioView.Mark(price: body.bar.close, at: body.bar.closedAt)
            guard positions[instrument] != nil else { return nil }
        case .instrumentListed(let body):
            currencies[body.specification.instrument] = body.specification.quoteAsset
            return nil
        case .tradePrinted, .gapConfirmed, .alertReceived, .alertPlaced, .alertsMissed, .signalEvaluated,
            .decisionMade, .orderChanged, .fillRecorded, .commandIssued, .commandReplied, .entryRejected,
            .jobRequested, .jobCancelRequested,
            .jobProgressed:
            return nil
        }
        var positions = changes[instrument]?.positions ?? [:]
        positions[place] = position
        changes[instrument] = Change(
            id: message.id, occurredAt: message.occurredAt, trace: message.trace, place: place,
            positions: positions)
        return instrument
    }

    /// The worth of every position, in the form of a portfolio's holdings.
    public func holdings(of instrument: InstrumentID?) -> [JSONValue] {
        positions.keys.filter { instrument == nil || $0 == instrument }.sorted().compactMap(holding)
    }

    /// Nil where nothing was ever held, or for amounts no quote currency has.
    private func holding(of instrument: InstrumentID) -> JSONValue? {
        guard let position = positions[instrument] else { return nil }
        guard
            let view = try? PortfolioView(
                [position], marks: marks, currencies: currencies, capital: capital),
            case .array(let holdings)? = try? view.json["holdings"]
        else { return nil }
        return holdings.first
    }

    /// Tells what an instrument's position is worth since the last change; nil before the first.
    public func event(of instrument: InstrumentID) -> StreamedEvent? {
        guard let change = changes[instrument], let position = change.positions[change.place],
            let holding = holding(of: instrument)
        else { return nil }
        return StreamedEvent(
            topic: .equity, type: "equity.changed", id: "equity/\(change.id)", instrument: instrument,
            interval: nil, occurredAt: change.occurredAt, place: change.place, position: position,
            data: holding, trace: change.trace)
    }

    /// Instruments whose worth has changed since a cursor.
    public func changed(since cursor: EventCursor) -> [InstrumentID] {
        changes.filter { _, change in
            change.positions.contains { place, position in position > cursor.position(of: place) }
        }.keys.sorted()
    }
}
