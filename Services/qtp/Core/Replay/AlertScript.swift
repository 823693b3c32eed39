public import Domain
public import Messages

/// Recorded outside signals, each handed out before the market data that closes the bar it was heard on.
public struct AlertScript: Sendable {
    /// What has not been handed out, latest first.
    private var waiting: [InstrumentID: [AlertPlacement]]

    /// The signals, whatever their order.
    public init(_ alerts: [AlertPlacement]) {
        waiting = Dictionary(grouping: alerts, by: \.alert.instrument).mapValues { alerts in
            alerts.sorted { ($1.openedAt, $1.alert.id) < ($0.openedAt, $0.alert.id) }
        }
    }

    /// What must be heard before this message, with the bars it was heard on.
    public mutating func due(before body: Message.Body) -> [AlertReceived] {
        let time: Timestamp
        switch body {
        case .barClosed(let closed): time = closed.bar.closedAt
        case .gapConfirmed(let gap): time = gap.until
        case .tradePrinted, .instrumentListed, .alertReceived, .alertPlaced, .alertsMissed, .signalEvaluated,
            .decisionMade, .orderChanged, .fillRecorded, .positionChanged, .commandIssued, .commandReplied,
            .entryRejected:
            return []
        }
        guard let instrument = body.content.instrument else { return [] }
        var due: [AlertReceived] = []
        while let next = waiting[instrument]?.last, next.openedAt < time {
            waiting[instrument]?.removeLast()
            due.append(AlertReceived(next.alert, openedAt: next.openedAt))
        }
        return due
    }
}
