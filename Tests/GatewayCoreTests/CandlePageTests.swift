import Domain
import GatewayCore
import Testing

@Suite struct `A page of candles` {
    private func page(_ query: [(String, String)]) throws -> CandlePage {
        let parameters = GatewayCore.Operation.listCandles.route.allParameters
        let values = try RequestValues(parameters, query: query.map { ($0.0, $0.1) })
        return try CandlePage(values, stored: [.thirtyMinutes, .fourHours])
    }

    private let full = PageQuery.Page(items: "[]", last: #"["50", "sim:X", "30m"]"#)
    private let last = PageQuery.Page(items: "[]", last: nil)

    @Test func `tells of the gaps from its first record to its last`() throws {
        let gaps = try page([("to", "100"), ("from", "0"), ("instrument", "sim:X")]).gaps(of: full)
        #expect(gaps.values == ["50", "100", "sim:X"] && gaps.sql.contains("instrument = $3"))
    }

    @Test func `goes on where the page before ended, to the end of the range when it is the last`() throws {
        let cursor = PageCursor(key: ["100", "sim:X", "30m"]).text
        #expect(try page([("cursor", cursor), ("from", "7")]).gaps(of: last).values == ["7", "100"])
        let ascending = [("cursor", cursor), ("order", "asc"), ("to", "200")]
        #expect(try page(ascending).gaps(of: full).values == ["100", "50"])
        #expect(try page(ascending).gaps(of: last).values == ["100", "200"])
    }

    @Test func `of an interval that is not stored is built from the shortest that is`() throws {
        let request = [("interval", "1d")]
        let values = try RequestValues(
            GatewayCore.Operation.listCandles.route.allParameters, query: request.map { ($0.0, $0.1) })
        let query = try PageQuery(.candle, try page(request).listing, values)
        #expect(query.sql.contains("interval = '30m'") && query.sql.contains("'1d' AS interval"))
        #expect(throws: Problem.self) { try page([("interval", "1m")]) }
    }

    @Test func `of the newest bar alone is one bar of its instrument and interval`() throws {
        let parameters = GatewayCore.Operation.getLatestCandle.route.allParameters
        let values = try RequestValues(parameters, query: [("instrument", "sim:X"), ("interval", "30m")])
        let query = try CandlePage.latest(values, stored: [.thirtyMinutes])
        #expect(query.values == ["sim:X", "30m"])
        #expect(query.sql.contains("ORDER BY opened_at DESC") && query.sql.contains("LIMIT 2)"))
    }
}

@Suite struct `One record's query` {
    @Test func `reads by the parts of its id, with or without its kind`() throws {
        for id in ["decision/sim:X/30m/5", "sim:X/30m/5"] {
            let query = try #require(RecordQuery(.decision, id: id))
            #expect(query.values == ["sim:X", "30m", "5"])
            #expect(
                query.sql.contains(
                    "WHERE instrument = $1::text AND interval = $2::text AND opened_at = $3::bigint"))
        }
        #expect(RecordQuery(.signal, id: "cipher-engine/sim:X/30m/5")?.values.first == "cipher-engine")
        #expect(RecordQuery(.order, id: "a/b")?.values == ["a/b"])
    }

    @Test(arguments: ["", "x", "sim:X/30m/soon", "a/b/c/d/e"])
    func `is none for an id that no such record has`(id: String) {
        #expect(RecordQuery(.decision, id: id) == nil)
    }
}

@Suite struct `An answer that is stored` {
    @Test func `comes back as it was, marked as a repeat`() throws {
        let answer = Answer(status: 201, .json(["a": 1]), headers: [("Location", "/x")])
        let stored = try #require(StoredAnswer(answer))
        let back = stored.answer
        #expect(back.status == 201 && stored.body == #"{"a":1}"#)
        #expect(back.headers.map(\.name) == ["Idempotency-Replayed", "Content-Type", "Location"])
        #expect(back.headers.last?.value == "/x")
    }

    @Test func `keeps no secret that was shown once`() {
        var answer = Answer(.json(["key": "secret"]))
        answer.repeated = ["key": .null]
        #expect(StoredAnswer(answer)?.body == #"{"key":null}"#)
    }

    @Test func `is none for one without end`() {
        #expect(StoredAnswer(Answer(.stream(type: "t") { _ in })) == nil)
    }
}

@Suite struct `What a call means` {
    private func call(_ body: JSONValue) throws -> Call {
        try Call(
            .switchKill, arguments: body, caller: Caller(keyID: "k", label: "l", scope: .admin),
            requestID: "r")
    }

    @Test func `is the same whatever the order of its members and its name`() throws {
        let one = try call(["action": "engage", "reason": "r", "idempotencyKey": "a"])
        let other = try call(["reason": "r", "Idempotency-Key": "b", "action": "engage"])
        #expect(one.meaning == other.meaning && one.idempotencyKey == "a" && other.idempotencyKey == "b")
        #expect(try call(["action": "release", "reason": "r"]).meaning != one.meaning)
    }
}
