import Domain
import GatewayCore
import Messages
import Testing

@Suite struct `An event's id` {
    @Test func `keeps the place in every stream that brought something`() throws {
        var cursor = EventCursor(start: 1_000)
        let bars = EventCursor.Place(.bars, 3)
        let dead = EventCursor.Place(.dead, 11)
        cursor.advance(bars, to: .init(1_500, 2))
        cursor.advance(dead, to: .init(1_000, 0))
        cursor.advance(bars, to: .init(1_700, 0))
        let back = try #require(EventCursor(cursor.text))
        #expect(back.position(of: bars) == .init(1_700, 0))
        #expect(back.position(of: dead) == .init(1_000, 0))
        #expect(back.text == cursor.text)
    }

    @Test func `resumes silent streams at the start, and misses nothing of its first millisecond`() {
        let cursor = EventCursor(start: 1_000)
        #expect(cursor.position(of: .init(.orders, 0)) == .init(999, .max))
    }

    @Test func `may be as long as there are streams and shards`() throws {
        var cursor = EventCursor(start: 0)
        for shard in 0..<64 {
            for stream in EventCursor.streams {
                cursor.advance(.init(stream, shard), to: .init(1_700_000_000_000, 1))
            }
        }
        let values = try RequestValues(
            Operation.followEvents.route.parameters, query: [], header: { _ in cursor.text })
        #expect(values.eventCursor("Last-Event-ID") == cursor)
    }

    @Test(arguments: [
        "", "x", "-1", "1~", "1~0.0.0", "1~99.0.0.0", "1~0.-1.0.0", "1~0.0.18446744073709551615.0",
    ])
    func `is refused when it is none`(text: String) {
        #expect(EventCursor(text) == nil)
    }
}

@Suite struct `A server-sent event` {
    @Test func `names its type, carries the message's fields and resumes after itself`() throws {
        let instrument = InstrumentID(venue: "sim", symbol: "X")
        let body = GapConfirmed(
            instrument: instrument, interval: .oneHour, from: Timestamp(milliseconds: 0),
            until: Timestamp(milliseconds: 3_600_000))
        var cursor = EventCursor(start: 5)
        let place = EventCursor.Place(.bars, 2)
        cursor.advance(place, to: .init(6, 1))
        let text = ServerSentEvent.text(
            of: Message(.gapConfirmed(body)), at: place, entryID: "6-1", cursor: cursor)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.count == 5 && lines[3].isEmpty && lines[4].isEmpty)
        #expect(lines[0] == "id: \(cursor.text)" && lines[1] == "event: gap.confirmed")
        let data = try ParsedJSON(String(lines[2].dropFirst("data: ".count)))
        #expect(
            data["stream"] == .text("bars") && data["shard"] == .number(2) && data["entryID"] == .text("6-1"))
        #expect(data["message", "key"] == .text("sim:X") && data["message", "until"] == .text("3600000"))
    }
}

@Suite struct `A command's outcome` {
    private func reply(_ shard: Int, accepted: Bool = true, to id: String = "c") -> CommandReplied {
        let issued = CommandIssued(
            .releaseKillSwitch(reason: "r"), id: id, issuer: "i", replyTo: id, at: Timestamp(milliseconds: 0))
        return CommandReplied(issued, by: .executor, on: Shard(shard), accepted: accepted, detail: "d")
    }

    @Test func `is pending until every shard has answered, and repeats do not count`() {
        var outcome = CommandOutcome(.engageKillSwitch(reason: "r"), id: "c", shards: 2)
        outcome.take(reply(0))
        outcome.take(reply(0))
        outcome.take(reply(1, to: "another"))
        #expect(!outcome.isComplete && outcome.httpStatus == 202)
        outcome.take(reply(1))
        #expect(outcome.isComplete && outcome.httpStatus == 200)
        #expect(outcome.json["status"] == "completed")
    }

    @Test func `is refused as soon as one shard refuses`() {
        var outcome = CommandOutcome(.engageKillSwitch(reason: "r"), id: "c", shards: 2)
        outcome.take(reply(1, accepted: false))
        #expect(outcome.httpStatus == 409 && outcome.json["status"] == "refused")
    }

    @Test func `of a command about one instrument takes one answer`() {
        let command = Command.subscribe(InstrumentID(venue: "sim", symbol: "X"))
        #expect(CommandOutcome(command, id: "c", shards: 16).expected == 1)
    }
}
