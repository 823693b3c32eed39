import Domain
import Testing

@testable import ExchangeSimCore

@Suite struct `The venue's streams` {
    /// Everything a listener to these streams is told after a clock.
    private func messages(_ names: [String], after milliseconds: Int64 = -1) throws -> [String] {
        let wanted = names.compactMap { StreamName($0) }
        var events = try Fixture.venue().events(after: Timestamp(milliseconds: milliseconds))
        var result: [String] = []
        while let event = events.next() {
            for stream in event.streams where wanted.contains(stream) {
                result.append(String(decoding: StreamPayload.raw(event, for: stream), as: UTF8.self))
            }
        }
        return result
    }

    @Test func `tell trades and final bars in the venue's form`() throws {
        let trades = try messages(["btcusd@aggTrade"])
        #expect(trades.count == 28)
        #expect(
            trades[1]
                == #"{"e":"aggTrade","E":600000,"s":"BTCUSD","a":1,"p":"99","q":"1","f":1,"l":1,"T":600000,"m":true,"M":true}"#
        )
        #expect(
            try messages(["btcusd@trade"])[0]
                == #"{"e":"trade","E":0,"s":"BTCUSD","t":0,"p":"100","q":"1","T":0,"m":false,"M":true}"#)
        let bars = try messages(["btcusd@kline_30m"])
        #expect(bars.count == 7)
        #expect(
            bars[0]
                == #"{"e":"kline","E":1800000,"s":"BTCUSD","k":{"t":0,"T":1799999,"s":"BTCUSD","i":"30m","f":0,"L":3,"#
                + #""o":"100","c":"101","h":"102","l":"99","v":"4","n":4,"x":true,"q":"402","V":"2","Q":"202","B":"0"}}"#
        )
    }

    @Test func `finish longer bars once, those that end in a hole with the bar after it`() throws {
        let hours = try messages(["btcusd@kline_1h"])
        let opened = hours.compactMap { $0.firstMatch(of: /"t":(\d+)/).flatMap { Int64($0.1) } }
        #expect(opened == [0, 2, 4, 6].map { $0 * Fixture.halfHour })
        // Bar 3 is missing, so the hour of bars 2 and 3 is told when bar 4 closes.
        #expect(hours[1].contains("\"E\":\(5 * Fixture.halfHour),"))
        #expect(try messages(["btcusd@kline_2h"]).count == 2)
    }

    @Test func `go on after any clock without loss or repeat`() throws {
        let names = ["btcusd@trade", "btcusd@kline_30m", "btcusd@kline_1h"]
        let all = try messages(names)
        for half in 0..<20 {
            let clock = Int64(half) * Fixture.halfHour / 2
            let rest = all.filter { message in
                (message.firstMatch(of: /"E":(\d+)/).flatMap { Int64($0.1) } ?? 0) > clock
            }
            #expect(try messages(names, after: clock) == rest, "after \(clock)")
        }
    }

    @Test func `come wrapped on a combined connection`() throws {
        let stream = try #require(StreamName("btcusd@trade"))
        let text = String(decoding: StreamPayload.combined(Array("{}".utf8), for: stream), as: UTF8.self)
        #expect(text == #"{"stream":"btcusd@trade","data":{}}"#)
    }

    @Test(arguments: ["btcusd", "BTCUSD@trade", "btcusd@kline_2m", "btcusd@depth", "@trade", "a@trade@b"])
    func `that do not exist have no name`(text: String) {
        #expect(StreamName(text) == nil)
    }
}

@Suite struct `A stream session` {
    @Test func `starts with what its address names`() throws {
        let raw = try #require(StreamSession(path: "/ws/btcusd@trade/ethusd%40kline_30m", query: ""))
        #expect(!raw.isCombined)
        #expect(raw.contains(try #require(StreamName("ethusd@kline_30m"))))
        let combined = try #require(
            StreamSession(path: "/stream", query: "streams=btcusd@trade/ethusd@aggTrade"))
        #expect(combined.isCombined)
        #expect(combined.contains(try #require(StreamName("ethusd@aggTrade"))))
        #expect(StreamSession(path: "/ws", query: "")?.isEmpty == true)
        // A number is how one real client tells its connections apart.
        #expect(StreamSession(path: "/ws/0", query: "")?.isEmpty == true)
        #expect(StreamSession(path: "/elsewhere", query: "") == nil)
        #expect(StreamSession(path: "/stream/x", query: "") == nil)
    }

    @Test func `subscribes, lists and unsubscribes`() throws {
        var session = try #require(StreamSession(path: "/ws", query: ""))
        let trade = try #require(StreamName("btcusd@trade"))
        let subscribe = #"{"method":"SUBSCRIBE","params":["btcusd@trade","btcusd@trade"],"id":7}"#
        #expect(session.answer(subscribe) == #"{"result":null,"id":7}"#)
        #expect(session.contains(trade))
        #expect(
            session.answer(#"{"method":"LIST_SUBSCRIPTIONS","id":"a\"b"}"#)
                == #"{"result":["btcusd@trade"],"id":"a\"b"}"#)
        #expect(
            session.answer(#"{"method":"UNSUBSCRIBE","params":["btcusd@trade"],"id":8}"#)
                == #"{"result":null,"id":8}"#)
        #expect(session.isEmpty)
    }

    @Test(arguments: ["", "[]", #"{"method":"NONE","id":1}"#, #"{"method":"SUBSCRIBE","params":[],"id":1}"#])
    func `answers nonsense with an error and stays as it was`(text: String) throws {
        var session = try #require(StreamSession(path: "/ws/btcusd@trade", query: ""))
        let before = session
        #expect(session.answer(text).hasPrefix(#"{"error":{"code":"#))
        #expect(session == before)
    }

    @Test func `is bounded`() throws {
        var session = try #require(StreamSession(path: "/ws", query: ""))
        let names = (0...StreamSession.limit).map { "\"s\($0)@trade\"" }.joined(separator: ",")
        #expect(session.answer("{\"method\":\"SUBSCRIBE\",\"params\":[\(names)],\"id\":1}").contains("error"))
        #expect(session.isEmpty)
    }
}
