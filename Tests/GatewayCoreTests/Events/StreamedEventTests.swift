import Domain
import GatewayCore
import Messages
import Testing

@Suite struct `A message's events` {
    private static let instrument = InstrumentID(venue: "sim", symbol: "X")
    private let place = EventCursor.Place(.signals, 2)

    private func signal(_ engine: String) -> Message {
        Message(
            .signalEvaluated(
                SignalEvaluated(
                    Signal(
                        engine: engine, instrument: Self.instrument, interval: .oneHour,
                        openedAt: Timestamp(milliseconds: 0), direction: .long,
                        strength: Rate(basisPoints: 5_000), reasons: ["cross"],
                        evidence: [Evidence("wt1", -53.5)]))))
    }

    private func events(_ message: Message) -> [StreamedEvent] {
        StreamedEvent.events(of: message, at: place, milliseconds: 6, sequence: 1)
    }

    @Test(arguments: [
        ("cipher-engine", [EventTopic.signals, .features]), ("volume-profile", [.signals, .profiles]),
        ("strategy-gen", [.signals]),
    ])
    func `are an opinion, and what was measured for it`(engine: String, topics: [EventTopic]) throws {
        let events = events(signal(engine))
        #expect(events.map(\.topic) == topics)
        // A client that was told the first resumes before the second, and after both with the next entry.
        #expect(events.last?.position == EventCursor.Position(6, 1))
        if topics.count == 2 { #expect(events[0].position == EventCursor.Position(6, 1, parts: 1)) }
    }

    @Test func `carry the record in the form of a list's, prices as text`() throws {
        let bar = Bar(
            instrument: Self.instrument, interval: .oneHour, openedAt: Timestamp(milliseconds: 0),
            open: Price(whole: 1), high: Price(whole: 3), low: Price(whole: 1), close: Price(whole: 2),
            volume: Quantity(whole: 5))
        let event = try #require(events(Message(.barClosed(BarClosed(bar)), trace: "00-a-b-01")).first)
        let data = try ParsedJSON(StreamedEvent.text(cursor: "e1", body: event.body))
        #expect(data["cursor"] == .text("e1") && data["topic"] == .text("candles"))
        #expect(data["type"] == .text("bar.closed") && data["instrument"] == .text("sim:X"))
        #expect(data["interval"] == .text("1h") && data["entryID"] == .text("6-1"))
        #expect(data["data", "close"] == .text("2") && data["data", "openedAt"] == .number(0))
        #expect(data["trace"] == .text("00-a-b-01"))
    }

    @Test func `of a position have a key by which the newest stands for all`() throws {
        let body = PositionChanged(Position(instrument: Self.instrument), after: "f1")
        let event = try #require(events(Message(.positionChanged(body))).first)
        #expect(event.stateKey == "positions/sim:X")
        // Its worth follows as one more event of the same entry.
        #expect(event.position == EventCursor.Position(6, 1, parts: 1))
        #expect(events(signal("cipher-engine"))[0].stateKey == nil)
    }

    @Test func `in a browser's form resume after themselves`() {
        #expect(ServerSentEvent.text("trades", id: "e1", data: "{}") == "id: e1\nevent: trades\ndata: {}\n\n")
    }
}

@Suite struct `A subscription` {
    private static let bitcoin = InstrumentID(venue: "sim", symbol: "BTC")
    private static let ether = InstrumentID(venue: "sim", symbol: "ETH")

    @Test func `takes what it is about, by topic, instrument and interval`() {
        let filter = EventFilter(topics: [.candles, .orders], instrument: Self.bitcoin, interval: .oneHour)
        #expect(filter.matches(.candles, Self.bitcoin, .oneHour))
        #expect(!filter.matches(.candles, Self.bitcoin, .thirtyMinutes))
        #expect(!filter.matches(.candles, Self.ether, .oneHour))
        #expect(!filter.matches(.trades, Self.bitcoin, nil))
        #expect(filter.matches(.orders, Self.bitcoin, nil))
        #expect(!filter.matches(.orders, nil, nil))
    }

    @Test func `of one instrument looks at one shard`() {
        let filter = EventFilter(topics: [.candles], instrument: Self.bitcoin)
        #expect(filter.places(shardCount: 16).count == 1)
        #expect(EventFilter.all.places(shardCount: 16).count == 16 * EventTopic.allStreams.count)
    }

    @Test func `overlaps another when one event could belong to both`() {
        let one = EventFilter(topics: [.candles, .fills], instrument: Self.bitcoin, interval: .oneHour)
        #expect(one.overlaps(EventFilter(topics: [.candles])))
        #expect(!one.overlaps(EventFilter(topics: [.candles], interval: .thirtyMinutes)))
        #expect(one.overlaps(EventFilter(topics: [.fills], interval: .thirtyMinutes)))
        #expect(!one.overlaps(EventFilter(topics: [.candles], instrument: Self.ether)))
        #expect(!one.overlaps(EventFilter(topics: [.trades])))
    }

    @Test func `is read from a client's document, and every fault of it is named`() throws {
        let request = try EventRequest([
            "topic": ["candles", "trades"], "instrument": "sim:BTC", "interval": "1h", "snapshot": 5,
        ])
        #expect(request.filter.topics == [.candles, .trades] && request.snapshot == 5)
        #expect(request.filter.name == "candles,trades/sim:BTC/1h")
        let resumed = try EventRequest(["topic": "orders", "cursor": "1000", "snapshot": 5])
        #expect(resumed.cursor == EventCursor("1000") && resumed.snapshot == nil)
        let problem = #expect(throws: Problem.self) {
            try EventRequest(["topic": "weather", "instrument": "x", "cursor": "?", "colour": "red"])
        }
        #expect(problem?.faults.map { $0.location.last } == ["colour", "topic", "instrument", "cursor"])
        #expect(throws: Problem.self) { try EventRequest([:]) }
        #expect(throws: Problem.self) { try EventRequest("candles") }
    }
}

@Suite struct `The worth of positions` {
    private static let instrument = InstrumentID(venue: "sim", symbol: "X")
    private let bars = EventCursor.Place(.bars, 0)
    private let orders = EventCursor.Place(.orders, 0)

    private func bar(close: Int, interval: Interval = .oneHour) -> Message {
        Message(
            .barClosed(
                BarClosed(
                    Bar(
                        instrument: Self.instrument, interval: interval, openedAt: Timestamp(milliseconds: 0),
                        open: Price(whole: close), high: Price(whole: close), low: Price(whole: close),
                        close: Price(whole: close), volume: .zero))))
    }

    private func position(quantity: Int, cost: Int) -> Message {
        let position = Position(
            instrument: Self.instrument, quantity: Quantity(whole: quantity), cost: Notional(whole: cost),
            realized: .zero, fees: .zero, updatedAt: Timestamp(milliseconds: 5))
        return Message(.positionChanged(PositionChanged(position, after: "f")))
    }

    @Test func `follows fills and closes, and tells who has been away what has changed`() throws {
        var equity = EventEquity(capital: Notional(whole: 1_000), markInterval: .oneHour)
        #expect(equity.take(bar(close: 10), at: bars, .init(1, 0)) == nil)
        #expect(equity.take(position(quantity: 2, cost: 20), at: orders, .init(2, 0)) == Self.instrument)
        #expect(equity.take(bar(close: 15), at: bars, .init(3, 0)) == Self.instrument)
        #expect(equity.take(bar(close: 99, interval: .thirtyMinutes), at: bars, .init(4, 0)) == nil)
        let event = try #require(equity.event(of: Self.instrument))
        #expect(event.topic == .equity && event.data["equity"] == .text("1010"))
        #expect(event.data["unrealized"] == .text("10") && event.position == .init(3, 0))
        let before = EventCursor(watermark: 2)
        #expect(equity.changed(since: before) == [Self.instrument])
        #expect(equity.changed(since: EventCursor(watermark: 3)).isEmpty)
    }
}
