import GatewayCore
import Messages
import TestSupport
import Testing

@Suite struct `An event's cursor` {
    private typealias Place = EventCursor.Place
    private typealias Position = EventCursor.Position

    @Test func `says the same when it is read back, whatever it holds`() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            let watermark = UInt64.random(in: 0...2_000_000_000_000, using: &generator)
            var cursor = EventCursor(watermark: watermark)
            for _ in 0..<Int.random(in: 0...40, using: &generator) {
                let stream = try #require(EventTopic.allStreams.randomElement(using: &generator))
                let place = Place(stream, Int.random(in: 0..<1024, using: &generator))
                let parts =
                    Bool.random(using: &generator) ? UInt8.max : UInt8.random(in: 0...3, using: &generator)
                let milliseconds = UInt64.random(in: 0...2_000_000_000_000, using: &generator)
                let sequence = UInt64.random(in: 0...(1 << 40), using: &generator)
                cursor.advance(place, to: Position(milliseconds, sequence, parts: parts))
            }
            #expect(EventCursor(cursor.text) == cursor)
            #expect(
                cursor.text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) })
        }
    }

    @Test(arguments: ["cursor", "Last-Event-ID"])
    func `looks as the API's description says`(name: String) throws {
        let document = OpenAPIDocument(.v31, server: "http://h").json
        let parameters = document["paths"]?["/v1/events"]?["get"]?.items("parameters") ?? []
        let schema = try #require(parameters.first { $0.text("name") == name }?["schema"])
        let pattern = try Regex(try #require(schema.text("pattern")))
        var cursor = EventCursor(watermark: 1_767_225_600_000)
        #expect(cursor.text.wholeMatch(of: pattern) != nil)
        for stream in EventTopic.allStreams {
            cursor.advance(Place(stream, 7), to: Position(1_767_225_600_123, 4))
        }
        #expect(cursor.text.wholeMatch(of: pattern) != nil, "\(cursor.text)")
        #expect("1767225600000".wholeMatch(of: pattern) != nil && "x".wholeMatch(of: pattern) == nil)
    }

    @Test func `stays short where little differs, and fits a header where all does`() {
        let now: UInt64 = 1_790_000_000_000
        var cursor = EventCursor(watermark: now)
        cursor.advance(Place(.bars, 3), to: Position(now + 4_000, 0))
        #expect(cursor.text.utf8.count <= 20)
        for shard in 0..<16 {
            for stream in EventTopic.allStreams {
                cursor.advance(Place(stream, shard), to: Position(now + 4_999, 200, parts: 1))
            }
        }
        #expect(cursor.text.utf8.count < 2_048)
    }

    @Test func `goes on at the common moment where nothing else is said`() {
        let cursor = EventCursor(watermark: 999, positions: [Place(.bars, 1): Position(1_500, 2)])
        #expect(cursor.position(of: Place(.orders, 0)) == Position(999, .max))
        #expect(cursor.position(of: Place(.bars, 1)) == Position(1_500, 2))
    }

    @Test func `may be a moment in milliseconds, of which nothing is missed`() throws {
        let cursor = try #require(EventCursor("1000"))
        #expect(cursor.position(of: Place(.bars, 0)) < Position(1_000, 0))
        #expect(EventCursor("0")?.position(of: Place(.bars, 0)) ?? Position(9, 9) < Position(1, 0))
    }

    @Test func `orders entries by their ids, and an entry's events by their number`() {
        let ordered = [
            Position(1, 9), Position(2, 0, parts: 1), Position(2, 0, parts: 2), Position(2, 0),
            Position(2, 1, parts: 1), Position(3, 0),
        ]
        for (index, left) in ordered.enumerated() {
            for (other, right) in ordered.enumerated() {
                #expect((left < right) == (index < other), "\(left) \(right)")
            }
        }
    }

    @Test(arguments: ["", "x", "-1", "e", "e!", "e////", "99999999999999999999", "eAQ9BAAA", "+5"])
    func `is refused when it is none`(text: String) {
        #expect(EventCursor(text) == nil)
    }
}

@Suite struct `A gateway's reading` {
    private let bars = EventCursor.Place(.bars, 0)
    private let trades = EventCursor.Place(.trades, 0)

    @Test func `forgets places behind a moment at which all streams had been read`() {
        var frontier = EventFrontier(from: EventCursor(watermark: 0))
        frontier.advance(bars, to: .init(10_000, 0))
        frontier.advance(trades, to: .init(18_000, 0))
        frontier.finishRound(readAt: 20_000, undrained: [:])
        #expect(frontier.cursor.positions == [trades: .init(18_000, 0)])
        #expect(frontier.cursor.watermark == 15_000)
    }

    @Test func `does not go past what one stream still has to bring`() {
        var frontier = EventFrontier(from: EventCursor(watermark: 0))
        frontier.advance(bars, to: .init(4_000, 7))
        frontier.advance(trades, to: .init(18_000, 0))
        frontier.finishRound(readAt: 20_000, undrained: [bars: .init(4_000, 7)])
        #expect(frontier.cursor.position(of: bars) == .init(4_000, 7))
        #expect(frontier.cursor.watermark < 4_000)
    }

    @Test func `covers another gateway's cursor only when it has seen as much`() {
        var frontier = EventFrontier(from: EventCursor(watermark: 0))
        frontier.advance(bars, to: .init(10_000, 0))
        frontier.finishRound(readAt: 10_500, undrained: [:])
        let places = [bars, trades]
        let same = EventCursor(watermark: 9_000, positions: [bars: .init(10_000, 0)])
        #expect(frontier.covers(same, places))
        let ahead = EventCursor(watermark: 9_000, positions: [bars: .init(10_400, 0)])
        #expect(!frontier.covers(ahead, places))
        #expect(frontier.covers(ahead, [trades]))
        #expect(!frontier.covers(EventCursor(watermark: 11_000), places))
    }

    @Test func `starts a client where the recorder was, and no earlier than needed`() {
        var frontier = EventFrontier(from: EventCursor(watermark: 0))
        frontier.advance(bars, to: .init(50_000, 3))
        frontier.advance(trades, to: .init(1_000, 0))
        frontier.finishRound(readAt: 60_000, undrained: [:])
        let cursor = frontier.cursor(
            after: [bars: .init(49_000, 0), trades: .init(1_000, 0)], [bars, trades])
        #expect(cursor.position(of: bars) == .init(49_000, 0))
        #expect(cursor.positions[trades] == nil && cursor.position(of: trades) >= .init(1_000, 0))
        let ahead = frontier.cursor(after: [bars: .init(70_000, 0)], [bars])
        #expect(ahead.position(of: bars) == .init(70_000, 0))
    }
}
