import Domain
import FoundationEssentials
import Testing

@testable import ExchangeSimCore

@Suite struct `The venue's HTTP interface` {
    /// Open times, in half-hours, of a klines answer.
    private func openings(_ query: String, halfHours: Double, interval: String = "30m") throws -> [Int64] {
        let answer = try Fixture.get(
            "/api/v3/klines", "symbol=BTCUSD&interval=\(interval)\(query)", halfHours: halfHours)
        #expect(answer.status == 200, "\(answer.text)")
        let pattern = /(?:^\[|,)\[(-?\d+),/
        return answer.text.matches(of: pattern).compactMap { Int64($0.1).map { $0 / Fixture.halfHour } }
    }

    @Test func `shows only what the clock has passed`() throws {
        #expect(try openings("", halfHours: -0.001) == [])
        #expect(try openings("", halfHours: 1.99) == [0, 1])
        #expect(try openings("", halfHours: 99) == [0, 1, 2, 4, 5, 6, 7])
        // In the hole there is nothing unfinished to show.
        #expect(try openings("", halfHours: 3.5) == [0, 1, 2])
    }

    @Test func `pages forward from a start, and backward without one`() throws {
        #expect(try openings("&startTime=\(Fixture.halfHour)&limit=3", halfHours: 99) == [1, 2, 4])
        #expect(
            try openings("&startTime=\(Fixture.halfHour - 1)&endTime=\(4 * Fixture.halfHour)", halfHours: 99)
                == [1, 2, 4])
        #expect(try openings("&endTime=\(5 * Fixture.halfHour)&limit=2", halfHours: 99) == [4, 5])
        #expect(try openings("&limit=2", halfHours: 99) == [6, 7])
        #expect(try openings("&startTime=\(99 * Fixture.halfHour)", halfHours: 99) == [])
        #expect(try openings("&startTime=\(5 * Fixture.halfHour)&endTime=0", halfHours: 99) == [])
    }

    @Test func `tells a finished bar with the sums of its trades`() throws {
        let answer = try Fixture.get("/api/v3/klines", "symbol=BTCUSD&interval=30m&limit=1", halfHours: 1)
        // 100 + 99 + 102 + 101 for one each; the buyers took 100 and 102. The next bar's first trade is past as well.
        let finished = try Fixture.get("/api/v3/klines", "symbol=BTCUSD&interval=30m&endTime=0", halfHours: 1)
        #expect(finished.text == #"[[0,"100","102","99","101","4",1799999,"402",4,"2","202","0"]]"#)
        #expect(answer.text == #"[[1800000,"101","101","101","101","1",3599999,"101",1,"1","101","0"]]"#)
    }

    @Test func `builds longer bars, unfinished ones and ones with a hole included`() throws {
        let answer = try Fixture.get("/api/v3/klines", "symbol=BTCUSD&interval=1h", halfHours: 4.5)
        #expect(
            answer.text
                == #"[[0,"100","103","99","102","8",3599999,"808",8,"4","406","0"],"#
                + #"[3600000,"102","104","101","103","4",7199999,"410",4,"2","206","0"],"#
                + #"[7200000,"104","104","103","103","2",10799999,"207",2,"1","104","0"]]"#)
        #expect(try openings("", halfHours: 99, interval: "1w").count == 1)
    }

    @Test func `finds trades by id, by time, and the latest`() throws {
        func trades(_ query: String, halfHours: Double = 99) throws -> [Int] {
            let answer = try Fixture.get("/api/v3/aggTrades", "symbol=BTCUSD\(query)", halfHours: halfHours)
            return answer.text.matches(of: /"a":(\d+)/).compactMap { Int($0.1) }
        }
        #expect(try trades("&fromId=6&limit=3") == [6, 7, 8])
        #expect(try trades("&fromId=11&limit=3") == [11, 16, 17])
        #expect(try trades("&fromId=9223372036854775807") == [])
        #expect(try trades("&startTime=600000&endTime=1799999") == [1, 2, 3])
        #expect(try trades("&limit=2", halfHours: 1.4) == [4, 5])
        #expect(try trades("&fromId=0", halfHours: 0.1) == [0])
        let one = try Fixture.get("/api/v3/aggTrades", "symbol=BTCUSD&fromId=1&limit=1", halfHours: 99)
        #expect(one.text == #"[{"a":1,"p":"99","q":"1","f":1,"l":1,"T":600000,"m":true,"M":true}]"#)
        let plain = try Fixture.get("/api/v3/trades", "symbol=BTCUSD&limit=1", halfHours: 0.5)
        #expect(
            plain.text
                == #"[{"id":1,"price":"99","qty":"1","quoteQty":"99","time":600000,"isBuyerMaker":true,"isBestMatch":true}]"#
        )
        let price = try Fixture.get("/api/v3/ticker/price", "symbol=BTCUSD", halfHours: 0.5)
        #expect(price.text == #"{"symbol":"BTCUSD","price":"99"}"#)
    }

    @Test func `names the rules of its instruments`() throws {
        for query in ["", "symbol=BTCUSD", "symbols=%5B%22BTCUSD%22%5D"] {
            let answer = try Fixture.get("/api/v3/exchangeInfo", query, halfHours: 1)
            _ = try JSONDecoder().decode([String: JSONAnything].self, from: Data(answer.text.utf8))
            #expect(answer.text.contains(#""symbol":"BTCUSD","status":"TRADING""#))
            #expect(
                answer.text.contains(#""tickSize":"0.01""#) && answer.text.contains(#""stepSize":"0.001""#))
            #expect(answer.text.contains(#""minNotional":"10""#))
        }
        #expect(try Fixture.get("/api/v3/time", halfHours: 2).text == #"{"serverTime":3600000}"#)
        #expect(try Fixture.get("/api/v3/ping", halfHours: 2).text == "{}")
    }

    @Test(arguments: [
        ("/api/v3/klines", "interval=30m", 400, -1102), ("/api/v3/klines", "symbol=BTCUSD", 400, -1102),
        ("/api/v3/klines", "symbol=btcusd&interval=30m", 400, -1121),
        ("/api/v3/klines", "symbol=BTCUSD&interval=7m", 400, -1120),
        ("/api/v3/klines", "symbol=BTCUSD&interval=1m", 400, -1120),
        ("/api/v3/klines", "symbol=BTCUSD&interval=30m&limit=x", 400, -1100),
        ("/api/v3/klines", "symbol=BTCUSD&interval=30m&startTime=-5", 400, -1100),
        ("/api/v3/klines", "symbol=BTCUSD&interval=30m&limit=0", 400, -1130),
        ("/api/v3/aggTrades", "symbol=BTCUSD&fromId=1&startTime=1", 400, -1128),
        ("/api/v3/exchangeInfo", "symbol=%22%0A", 400, -1121), ("/api/v3/order", "", 404, -1000),
    ])
    func `refuses nonsense with the venue's codes`(path: String, query: String, status: Int, code: Int) throws
    {
        let answer = try Fixture.get(path, query, halfHours: 9)
        #expect(answer.status == status)
        #expect(answer.text.hasPrefix("{\"code\":\(code),\"msg\":\""), "\(answer.text)")
    }
}

/// Any JSON value, for checking that text is JSON.
private struct JSONAnything: Decodable {
    init(from decoder: any Decoder) throws {}
}
