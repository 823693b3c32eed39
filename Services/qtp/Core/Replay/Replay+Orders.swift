public import Domain
public import Messages

/// A person's command about an order, as it was recorded.
public struct RecordedCommand: Sendable, Equatable {
    /// The command.
    public let issued: CommandIssued
    /// Close of the bar behind which it took its turn: the time of the order's first change, or of its cancellation.
    public let takenAt: Timestamp

    /// A command and its place.
    public init(_ issued: CommandIssued, takenAt: Timestamp) {
        self.issued = issued
        self.takenAt = takenAt
    }
}

extension Replay {
    /// Takes a whole recording, with what people did to orders in its place among the bars, and with outside signals on
    /// the bars on which they were heard.
    ///
    /// Commands behind the same bar are taken in the order in which they were issued.
    public mutating func take(
        contentsOf history: some Sequence<Message.Body>, commands: [RecordedCommand] = [],
        alerts: [AlertPlacement] = []
    ) throws(RefusedEntry) {
        var waiting: [InstrumentID: ArraySlice<RecordedCommand>] = [:]
        for command in commands.sorted(by: Self.isEarlier) {
            guard let instrument = command.issued.instrument else { continue }
            waiting[instrument, default: []].append(command)
        }
        var script = AlertScript(alerts)
        for body in history {
            for alert in script.due(before: body) { try take(.alertReceived(alert)) }
            if case .barClosed(let closed) = body {
                try take(&waiting, of: closed.bar.instrument, through: closed.bar.openedAt)
            }
            try take(body)
        }
        for instrument in waiting.keys.sorted() { try take(&waiting, of: instrument, through: nil) }
    }

    /// Takes a person's command where the replay stands now.
    public mutating func take(_ command: RecordedCommand) throws(RefusedEntry) {
        guard let instrument = command.issued.instrument else { return }
        try take(.commandIssued(command.issued), from: .executorCommands, of: instrument)
    }

    /// Takes an instrument's commands of bars that closed by then; all of them for nil.
    private mutating func take(
        _ waiting: inout [InstrumentID: ArraySlice<RecordedCommand>], of instrument: InstrumentID,
        through time: Timestamp?
    ) throws(RefusedEntry) {
        while let command = waiting[instrument]?.first, time.map({ command.takenAt <= $0 }) ?? true {
            waiting[instrument]?.removeFirst()
            try take(command)
        }
    }

    private static func isEarlier(_ left: RecordedCommand, _ right: RecordedCommand) -> Bool {
        (left.takenAt, left.issued.issuedAt, left.issued.commandID)
            < (right.takenAt, right.issued.issuedAt, right.issued.commandID)
    }
}
