import Domain
import ExecutorCore
import History
import Messages
import OperatorCore
import Pipeline
import TestSupport
import Testing

@Suite struct `A replay of people's orders` {
    private static let instrument = InstrumentID(venue: "sim", symbol: "BTCUSD")

    private func command(_ command: Command, id: String, at time: Int64) -> CommandIssued {
        CommandIssued(command, id: id, issuer: "test", replyTo: id, at: Timestamp(milliseconds: time))
    }

    private func recorded(_ results: Results, _ commands: [CommandIssued]) -> [RecordedCommand] {
        commands.compactMap { issued in
            let event = results.orders.lazy.compactMap { history -> Timestamp? in
                if history.order.causeID == "command/\(issued.commandID)" { return history.createdAt }
                return history.events.first { $0.reason == "requested: by command/\(issued.commandID)" }?
                    .occurredAt
            }.first
            return event.map { RecordedCommand(issued, takenAt: $0) }
        }
    }

    /// Commands at wall-clock times that have nothing to do with the bars' own; the record says where they fell.
    @Test func `gives the same orders and fills from what is recorded of them`() throws {
        let seed = UInt64.random(in: 0...1_000_000)
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let series = try wanderingSeries(bars: 200, seed: seed)
        let history = Array(MarketHistory(series))
        var live = Replay(SuiteSettings())
        var issued: [CommandIssued] = []
        for body in history {
            try live.take(body)
            guard case .barClosed(let closed) = body, closed.bar.instrument == Self.instrument,
                Int.random(in: 0..<4, using: &generator) == 0
            else { continue }
            let number = issued.count
            let order = PlannedOrder(
                instrument: Self.instrument, side: number.isMultiple(of: 3) ? .sell : .buy,
                quantity: try Quantity(parsing: "0.05"),
                worstPrice: closed.bar.close.moved(
                    by: Rate(basisPoints: number.isMultiple(of: 2) ? 100 : -20)))
            let place = command(.placeOrder(order), id: "p\(number)", at: Int64(number))
            try live.take(RecordedCommand(place, takenAt: closed.bar.closedAt))
            issued.append(place)
            guard number.isMultiple(of: 5) else { continue }
            let id = Order.clientOrderID(of: "command/p\(number)")
            let cancel = command(
                .cancelOrder(Self.instrument, clientOrderID: id), id: "x\(number)", at: Int64(number) + 1)
            try live.take(RecordedCommand(cancel, takenAt: closed.bar.closedAt))
            issued.append(cancel)
        }
        #expect(live.results.fills.contains { $0.instrument == Self.instrument })
        let record = recorded(live.results, issued)
        #expect(record.count > 10)

        var replay = Replay(SuiteSettings())
        try replay.take(contentsOf: history, commands: record.reversed())
        for file in ResultFile.allCases {
            #expect(
                Divergence.first(
                    of: file, between: file.bytes(of: live.results), and: file.bytes(of: replay.results))
                    == nil)
        }
    }
}
