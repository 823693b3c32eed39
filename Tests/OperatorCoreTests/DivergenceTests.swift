import Domain
import Foundation
import Messages
import OperatorCore
import Testing

@Suite struct `A divergence` {
    private func first(_ left: String, _ right: String) -> Divergence? {
        Divergence.first(of: .fills, between: Array(left.utf8), and: Array(right.utf8))
    }

    @Test func `of equal files is none`() {
        #expect(first("{\"id\":\"a\"}\n", "{\"id\":\"a\"}\n") == nil)
    }

    @Test func `names file, line, record, field and both values`() throws {
        let found = try #require(
            first(
                "{\"id\":\"a\",\"price\":\"1\"}\n{\"id\":\"b\",\"price\":\"2\",\"fee\":[1,{\"x\":\",\"}]}\n",
                "{\"id\":\"a\",\"price\":\"1\"}\n{\"id\":\"b\",\"price\":\"2\",\"fee\":[1,{\"x\":\"}\"}]}\n"))
        #expect(found.line == 2)
        #expect(found.field == "fee")
        #expect(
            found.description
                == #"fills.jsonl:2: b: fee is [1,{"x":","}] in the first and [1,{"x":"}"}] in the second"#)
    }

    @Test func `says which file is longer`() throws {
        #expect(
            try #require(first("{\"id\":\"a\"}\n", "")).description
                == #"fills.jsonl:1: only the first has {"id":"a"}"#)
        #expect(
            try #require(first("", "{\"id\":\"a\"}\n")).description
                == #"fills.jsonl:1: only the second has {"id":"a"}"#)
    }
}

@Suite struct `Result files` {
    @Test func `escape only what must be, and keep the order of numbers`() throws {
        var results = Results()
        results.signals = [
            Signal(
                engine: "e", instrument: InstrumentID(venue: "sim", symbol: "A"), interval: .oneMinute,
                openedAt: Timestamp(milliseconds: 60_000), direction: .long,
                strength: Rate(units: 50_000_000),
                reasons: ["a\"b\\c\nd", "é"], evidence: [Evidence("z", -0.0), Evidence("a", 1e-7)])
        ]
        let text = String(decoding: ResultFile.signals.bytes(of: results), as: UTF8.self)
        #expect(
            text
                == #"{"id":"e/sim:A/1m/60000","engine":"e","instrument":"sim:A","interval":"1m","openedAt":60000,"#
                + #""direction":"long","strength":"0.5","reasons":["a\"b\\c\u000ad","é"],"evidence":{"z":-0.0,"a":1e-07}}"#
                + "\n")
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(text.utf8)) }
    }

    @Test func `stand in the order of event time, instrument, interval and id`() {
        var results = Results()
        let names = [
            ("B", 0, Interval.oneMinute), ("A", 60_000, .oneMinute), ("A", 0, .oneMinute),
            ("A", -4 * 60_000, .fiveMinutes),
        ]
        results.decisions = names.map { symbol, openedAt, interval in
            Decision(
                instrument: InstrumentID(venue: "sim", symbol: symbol), interval: interval,
                openedAt: Timestamp(milliseconds: Int64(openedAt)), direction: .flat, score: .zero,
                isDegraded: false,
                expiresAt: Timestamp(milliseconds: 0), contributions: [], rules: [])
        }
        let lines = String(decoding: ResultFile.decisions.bytes(of: results), as: UTF8.self).split(
            separator: "\n")
        let ids = lines.map { String($0.split(separator: "\"")[3]) }
        #expect(
            ids == [
                "decision/sim:A/1m/0", "decision/sim:A/5m/-240000", "decision/sim:B/1m/0",
                "decision/sim:A/1m/60000",
            ])
    }

    @Test func `keep an order's history as it was recorded`() throws {
        var results = Results()
        let instrument = InstrumentID(venue: "sim", symbol: "A")
        for (status, time) in [(Order.Status.journalled, 1), (.accepted, 2), (.cancelled, 2)] {
            results.record(
                Order(
                    clientOrderID: "q", causeID: "c", instrument: instrument, side: .buy,
                    quantity: Quantity(whole: 1),
                    filledQuantity: .zero, status: status, reason: "",
                    updatedAt: Timestamp(milliseconds: Int64(time))))
        }
        let history = try #require(results.orders.first)
        #expect(results.orders.count == 1)
        #expect(history.order.status == .cancelled)
        #expect(history.events.map(\.status) == [.journalled, .accepted, .cancelled])
        #expect(history.createdAt == Timestamp(milliseconds: 1))
    }
}

@Suite struct `The generated documents` {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func `are those in the repository`() throws {
        for file in MessageDocuments.all {
            let path = Self.root.appendingPathComponent("docs/" + file.path)
            let text = try String(contentsOf: path, encoding: .utf8)
            #expect(text == file.text, "docs/\(file.path) is out of date: run make docs")
        }
    }

    @Test func `describe every message and every stream`() throws {
        let document = try #require(MessageDocuments.all.first { $0.path == "asyncapi.yaml" }).text
        for body in Message.catalogue { #expect(document.contains("schemas/\(body.schema.type).json")) }
        for stream in StreamKind.allCases {
            #expect(document.contains("qtp:{shard}:\(stream.rawValue)\"") || stream == .commands)
        }
    }

    @Test func `are JSON`() throws {
        for file in MessageDocuments.all where file.path.hasSuffix(".json") {
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(file.text.utf8)) }
        }
    }
}
