import GatewayCore
import Messages
import TestSupport
import Testing

@Suite struct `The window of the newest events` {
    private let bars = EventCursor.Place(.bars, 0)
    private let trades = EventCursor.Place(.trades, 0)

    private func window(_ capacity: Int, count: UInt64) -> EventWindow<UInt64> {
        var window = EventWindow<UInt64>(capacity: capacity, from: EventCursor(watermark: 0))
        for number in 0..<count {
            window.append(number, at: number % 2 == 0 ? bars : trades, .init(number + 1, 0))
        }
        return window
    }

    @Test func `keeps as many as there is room for, and says how far back that is`() {
        let window = window(10, count: 25)
        #expect(window.size == 10)
        let page = window.page(after: EventCursor(watermark: 15), from: nil, limit: 100) { _ in true }
        #expect(page.entries.map(\.item) == Array(15..<25) && page.isLast)
        #expect(window.reaches(back: EventCursor(watermark: 15), [bars, trades]))
        #expect(!window.reaches(back: EventCursor(watermark: 13), [bars, trades]))
        #expect(window.reaches(back: EventCursor(watermark: 14), [trades]))
        #expect(!window.reaches(back: EventCursor(watermark: 14), [bars]))
    }

    @Test func `reaches back for whom the streams were read up to its start`() {
        let window = window(10, count: 25)
        #expect(window.reaches(back: EventCursor(watermark: 1), [bars, trades], readThrough: 20))
        #expect(!window.reaches(back: EventCursor(watermark: 1), [bars, trades], readThrough: 10))
    }

    @Test(arguments: [1, 3, 7, 100])
    func `is read page by page without a hole or a repeat`(limit: Int) {
        let window = window(50, count: 70)
        var found: [UInt64] = []
        var number: Int?
        while true {
            let page = window.page(after: EventCursor(watermark: 20), from: number, limit: limit) {
                $0 % 3 != 0
            }
            found += page.entries.map(\.item)
            number = page.next
            if page.isLast { break }
        }
        #expect(found == (20..<70).filter { $0 % 3 != 0 })
    }

    /// What a client goes through when it comes back: streams, then memory, then what happens while it reads.
    @Test(arguments: [1 as UInt64, 2, 3, 4, 5])
    func `hands a client over from the streams to what is live, with everything once and in order`(
        seed: UInt64
    ) {
        var generator = SeededGenerator(seed: seed)
        let places = [bars, trades, EventCursor.Place(.orders, 4)]
        var all: [(place: EventCursor.Place, position: EventCursor.Position)] = []
        var window = EventWindow<Int>(capacity: 30, from: EventCursor(watermark: 0))
        var frontier = EventFrontier(from: EventCursor(watermark: 0))
        var clock: UInt64 = 1
        func happen(_ count: Int) {
            for _ in 0..<count {
                clock += UInt64.random(in: 0...3, using: &generator)
                let place = places.randomElement(using: &generator) ?? bars
                let sequence = UInt64(all.count { $0.place == place && $0.position.milliseconds == clock })
                let position = EventCursor.Position(clock, sequence)
                frontier.advance(place, to: position)
                window.append(all.count, at: place, position)
                all.append((place, position))
            }
        }
        happen(200)
        let start = Int.random(in: 0..<150, using: &generator)
        var cursor = EventCursor(watermark: 0)
        for entry in all[..<start] { cursor.advance(entry.place, to: entry.position) }
        var told: [Int] = []
        var number: Int?
        while true {
            happen(Int.random(in: 0...4, using: &generator))
            let isHeld = number.map { window.holds($0) } ?? false
            if isHeld || window.reaches(back: cursor, places) {
                let page = window.page(after: cursor, from: number, limit: 6) { _ in true }
                told += page.entries.map(\.item)
                for entry in page.entries { cursor.advance(entry.place, to: entry.position) }
                number = page.next
                if page.isLast { break }
            } else {
                number = nil
                let missed = all.enumerated().filter { $1.position > cursor.position(of: $1.place) }.prefix(7)
                told += missed.map(\.offset)
                for entry in missed { cursor.advance(entry.element.place, to: entry.element.position) }
            }
        }
        #expect(told == Array(start..<all.count), "seed \(seed)")
        #expect(frontier.covers(cursor, places))
    }
}

@Suite struct `What waits for a client` {
    @Test func `is told in order`() {
        var queue = EventQueue<Int>(countLimit: 100, byteLimit: 1_000)
        for number in 0..<5 { #expect(queue.offer(number, bytes: 1, key: nil) == .queued) }
        #expect(queue.take(limit: 3, byteLimit: 100) == [0, 1, 2])
        #expect(queue.take(limit: 3, byteLimit: 100) == [3, 4] && queue.count == 0 && queue.bytes == 0)
    }

    @Test func `is not thinned out while there is room`() {
        var queue = EventQueue<Int>(countLimit: 10, byteLimit: 1_000)
        for number in 0..<4 { #expect(queue.offer(number, bytes: 1, key: "state") == .queued) }
        #expect(queue.count == 4)
    }

    @Test func `gives up older states of a thing for its newest under pressure, and nothing else`() {
        var queue = EventQueue<String>(countLimit: 10, byteLimit: 1_000)
        for number in 0..<5 { _ = queue.offer("event \(number)", bytes: 1, key: nil) }
        #expect(queue.offer("state 0", bytes: 1, key: "a") == .queued)
        for number in 1..<1_000 { #expect(queue.offer("state \(number)", bytes: 1, key: "a") == .replaced) }
        #expect(queue.offer("other", bytes: 1, key: "b") == .queued)
        let told = queue.take(limit: 100, byteLimit: 1_000)
        #expect(told == (0..<5).map { "event \($0)" } + ["state 999", "other"])
    }

    @Test func `is bounded in number, and closes when an event finds no room`() {
        var queue = EventQueue<Int>(countLimit: 3, byteLimit: 1_000)
        for number in 0..<3 { #expect(queue.offer(number, bytes: 1, key: nil) == .queued) }
        #expect(queue.offer(3, bytes: 1, key: nil) == .overflowed && queue.isClosed)
        #expect(queue.take(limit: 1, byteLimit: 100) == [0])
        // Even with room again: what follows an event that was left out must not be told before it.
        #expect(queue.offer(4, bytes: 1, key: nil) == .overflowed)
        #expect(queue.take(limit: 9, byteLimit: 100) == [1, 2])
    }

    @Test func `is bounded in bytes, but takes one event of any size`() {
        var queue = EventQueue<Int>(countLimit: 100, byteLimit: 10)
        #expect(queue.offer(0, bytes: 50, key: nil) == .queued)
        #expect(queue.offer(1, bytes: 1, key: nil) == .overflowed)
        #expect(queue.bytes == 50)
    }

    @Test func `never holds more than its bounds, whatever comes`() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<50 {
            var queue = EventQueue<Int>(countLimit: 20, byteLimit: 200)
            var last: [String: Int] = [:]
            for number in 0..<2_000 {
                let key =
                    Bool.random(using: &generator) ? "k\(Int.random(in: 0..<5, using: &generator))" : nil
                _ = queue.offer(number, bytes: Int.random(in: 1...15, using: &generator), key: key)
                #expect(queue.count <= 20 && queue.bytes <= 200)
                if Int.random(in: 0..<4, using: &generator) == 0 {
                    for item in queue.take(limit: 3, byteLimit: 1_000) {
                        #expect(item > last["told"] ?? -1)
                        last["told"] = item
                    }
                }
            }
        }
    }
}
