import Domain
import FoundationEssentials
import Messages
import RecorderCore
import Testing

@Suite struct `Recorded rows` {
    static let instrument = InstrumentID(venue: "sim", symbol: "BTCUSDT")

    static func order(_ status: Order.Status, filled: Int = 0, at time: Int64 = 0) -> Message {
        Message(
            .orderChanged(
                OrderChanged(
                    Order(
                        clientOrderID: "q1", causeID: "decision/1", instrument: instrument, side: .buy,
                        quantity: Quantity(whole: 2), filledQuantity: Quantity(whole: filled), status: status,
                        reason: "", updatedAt: Timestamp(milliseconds: time)))))
    }

    @Test func `every row has a cell for each column of its table`() throws {
        let recorded = RecordedRows(try Self.oneOfEach())
        // A trade goes another way.
        #expect(recorded.rows.count == RecordedTable.allCases.count)
        for (table, rows) in recorded.rows {
            for row in rows { #expect(row.count == table.columns.count, "\(table)") }
        }
    }

    @Test func `the latest status of an order counts, whatever the order of arrival`() {
        let recorded = RecordedRows([
            Self.order(.journalled), Self.order(.filled, filled: 2), Self.order(.accepted, filled: 1),
        ])
        #expect(recorded.rows[.orders]?.map { $0[6] } == ["filled"])
        #expect(recorded.rows[.orderEvents]?.map { $0[6] } == ["journalled", "filled", "accepted"])
    }

    @Test func `of two positions of one moment the one that came last counts`() {
        var position = Position(instrument: Self.instrument)
        position = Position(
            instrument: Self.instrument, quantity: Quantity(whole: 1), cost: .zero, realized: .zero,
            fees: .zero,
            updatedAt: Timestamp(milliseconds: 5))
        let recorded = RecordedRows([
            Message(.positionChanged(PositionChanged(position, after: "f1"))),
            Message(.positionChanged(PositionChanged(position, after: "f2"))),
        ])
        #expect(recorded.rows[.positions]?.map { $0[5] } == ["f2"])
    }

    @Test func `lists read back as the very values`() throws {
        let evidence = [Evidence("wt1", -53.123456789012345), Evidence("odd \"name\"\u{1}", 1e-300)]
        let reasons = ["green_dot", "a\\b\n"]
        let signal = Signal(
            engine: "cipher-engine", instrument: Self.instrument, interval: .thirtyMinutes,
            openedAt: Timestamp(milliseconds: 0), direction: .long, strength: Rate(basisPoints: 5000),
            reasons: reasons, evidence: evidence)
        let recorded = RecordedRows([Message(.signalEvaluated(SignalEvaluated(signal)))])
        let row = try #require(recorded.rows[.signals]?.first)
        let reasonsText = try #require(row[6])
        let evidenceText = try #require(row[7])
        #expect(try JSONDecoder().decode([String].self, from: Data(reasonsText.utf8)) == reasons)
        #expect(try JSONDecoder().decode([Evidence].self, from: Data(evidenceText.utf8)) == evidence)
    }

    @Test func `a zero byte does not reach the database`() throws {
        let command = CommandIssued(
            .engageKillSwitch(reason: "x"), id: "c", issuer: "key", replyTo: "r",
            at: Timestamp(milliseconds: 1))
        let reply = CommandReplied(command, by: .executor, on: Shard(1), accepted: true, detail: "a\0b")
        let row = try #require(RecordedRows([Message(.commandReplied(reply))]).rows[.replies]?.first)
        #expect(row[5] == "a\u{FFFD}b")
    }

    static func oneOfEach() throws -> [Message] {
        let time = Timestamp(milliseconds: 1_800_000)
        let fill = Fill(
            id: "f1", clientOrderID: "q1", instrument: instrument, side: .buy, price: Price(whole: 100),
            quantity: Quantity(whole: 1), fee: Notional(whole: 1), occurredAt: time)
        var position = Position(instrument: instrument)
        try position.apply(fill)
        let command = CommandIssued(
            .subscribe(instrument), id: "c1", issuer: "key", replyTo: "gateway", at: time)
        let bar = Bar(
            instrument: instrument, interval: .thirtyMinutes, openedAt: time, open: Price(whole: 1),
            high: Price(whole: 2), low: Price(whole: 1), close: Price(whole: 2), volume: Quantity(whole: 3))
        let specification = InstrumentSpecification(
            instrument: instrument, baseAsset: "BTC", quoteAsset: "USDT", tickSize: Price(whole: 1),
            lotSize: Quantity(whole: 1), minimumNotional: .zero)
        let trade = Trade(
            instrument: instrument, id: 7, occurredAt: time, price: Price(whole: 1),
            quantity: Quantity(whole: 1),
            aggressor: .sell)
        let signal = Signal(
            engine: "cipher-engine", instrument: instrument, interval: .thirtyMinutes, openedAt: time,
            direction: .flat, strength: .zero, reasons: [], evidence: [])
        let decision = Decision(
            instrument: instrument, interval: .thirtyMinutes, openedAt: time, direction: .flat, score: .zero,
            isDegraded: false, expiresAt: time,
            contributions: [
                .init(
                    engine: "cipher-engine", isAnswered: true, direction: .flat, strength: .zero,
                    weight: Rate(whole: 1))
            ], rules: [.init(rule: "threshold", passed: false, detail: "0 of 0.5")])
        let alert = Alert(
            id: "alert/1", source: "bot", instrument: instrument, interval: .thirtyMinutes, direction: .long,
            strength: Rate(whole: 1), receivedAt: time)
        let letter = EntryRejected(
            service: .router, stream: .market, shard: Shard(3), entryID: "1-0", reason: "no",
            original: ["a", "b"],
            occurredAt: time)
        let bodies: [Message.Body] = [
            .instrumentListed(InstrumentListed(specification, at: time)), .barClosed(BarClosed(bar)),
            .tradePrinted(TradePrinted(trade)),
            .gapConfirmed(
                GapConfirmed(
                    instrument: instrument, interval: .thirtyMinutes, from: Timestamp(milliseconds: 0),
                    until: time)),
            .alertReceived(AlertReceived(alert)),
            .alertsMissed(
                AlertsMissed(
                    AlertHole(
                        source: "bot", instrument: instrument, interval: .thirtyMinutes, first: 2, last: 3,
                        openedAt: time))),
            .signalEvaluated(SignalEvaluated(signal)), .decisionMade(DecisionMade(decision)),
            .fillRecorded(FillRecorded(fill)), .positionChanged(PositionChanged(position, after: "f1")),
            .commandIssued(command),
            .commandReplied(
                CommandReplied(command, by: .marketFeed, on: Shard(3), accepted: true, detail: "done")),
            .entryRejected(letter),
            .jobProgressed(
                JobProgressed(
                    "job/1", kind: "export", status: .started(attempt: 1), instance: "worker-1", at: time)),
        ]
        return bodies.map { Message($0) } + [order(.journalled)]
    }
}
