import Domain
import FoundationEssentials
import Profiles
import TestSupport
import Testing

@testable import OperatorCore

private func table(_ text: String) throws -> ValueTable { try ValueTable(Array(text.utf8), named: "file") }

@Suite struct `Profile input` {
    @Test(arguments: [
        ("time_ms,price,qty\n1,2,3\n", 1, "is_buyer_maker"),
        ("time_ms,price,qty,is_buyer_maker\n1,2,3\n", 2, "3 fields"),
        ("time_ms,price,qty,is_buyer_maker\n1,x,3,0\n", 2, "price \"x\""),
        ("time_ms,price,qty,is_buyer_maker\n1,0,3,0\n", 2, "not positive"),
        ("time_ms,price,qty,is_buyer_maker\n1,2,-3,0\n", 2, "negative"),
        ("time_ms,price,qty,is_buyer_maker\n1,2,3,maybe\n", 2, "is_buyer_maker"),
        ("time_ms,price,qty,is_buyer_maker\n5,2,3,1\n\n4,2,3,1\n", 4, "4 is not after 5"),
        ("open_time_ms,open,high,low,close,volume\n1,2,1,2,2,5\n", 2, "enclose"),
        ("open_time_ms,open,high,low,close,volume,taker_buy_volume\n1,2,2,2,2,5,6\n", 2, "takers"),
        ("open_time_ms,open,high,low,close,volume\n1,2,2,2,2,NaN\n", 2, "volume \"NaN\""),
        ("open_time_ms,open,high,low,close,volume\n-1,2,2,2,2,1\n", 2, "plausible"),
        ("open_time_ms,open,high,low,close,volume\n1,2e38,2e38,2e38,2e38,1\n", 2, "no decimal number"),
    ])
    func `names the line and what is wrong with it`(text: String, line: Int, part: String) throws {
        let fault = #expect(throws: (any Error).self) { try ProfileInput([table(text)]) }
        let words = String(describing: fault)
        #expect(words.contains("line: \(line)") || words.contains("line \(line)"), "\(words)")
        #expect(words.contains(part), "\(words)")
    }

    @Test func `keeps every digit`() throws {
        let input = try ProfileInput([
            table("open_time_ms,open,high,low,close,volume\n1,0.09,0.09000000000000001,0.09,0.09,1e-3\n")
        ])
        #expect(input.priceScale == 17)
        #expect(input.rows.first?.high == Price(units: 9_000_000_000_000_001))
        #expect(input.smallestStep == Price(units: 1))
        #expect(ExactDecimal.text(-1050, scale: 3) == "-1.05")
        #expect(ExactDecimal.text(7, scale: 3) == "0.007")
    }
}

@Suite struct `Profile run` {
    private func candles(_ count: Int, seed: UInt64) -> String {
        var generator = SeededGenerator(seed: seed)
        var text = "open_time_ms,open,high,low,close,volume\n"
        for index in 0..<count {
            // Now and then absurd: no volume, no range, a flash print, twenty digits.
            let open = Int64.random(in: 1...100_000, using: &generator)
            let low = index % 17 == 3 ? 1 : open - .random(in: 0..<open, using: &generator)
            let high = index % 5 == 0 ? max(open, low) : open + .random(in: 0...50_000, using: &generator)
            let close = Int64.random(in: low...high, using: &generator)
            let volume =
                index % 7 == 0 ? "0" : "\(Int.random(in: 0...999, using: &generator)).00000000000000000001"
            text += "\(index * 60_000),\(open),\(high),\(low),\(close),\(volume)\n"
        }
        return text
    }

    @Test(arguments: [UInt64(1), 2, 3, .random(in: 0 ... .max)])
    func `makes numbers of anything that candles can be`(seed: UInt64) throws {
        print("seed \(seed)")
        let input = try ProfileInput([table(candles(300, seed: seed))])
        for mode in ProfileOptions.Mode.allCases {
            for delta in [ProfileOptions.DeltaMode.clv, .polarity] {
                var options = ProfileOptions()
                options.mode = mode
                options.deltaMode = delta
                options.clock = SessionClock(length: 3_600_000)
                options.rollingLength = 20
                options.rollingStep = 1
                options.ranges = [Timestamp(milliseconds: 0)..<Timestamp(milliseconds: 999_999)]
                let run = try ProfileRun(input, named: "x", options)
                #expect(!String(decoding: try run.document(), as: UTF8.self).contains("nan"))
                #expect(!String(decoding: run.developing(), as: UTF8.self).contains("nan"))
                #expect(!(try run.timePriceDocument()).isEmpty)
            }
        }
    }

    @Test func `says that rows are too low for the range, and what is high enough`() throws {
        let input = try ProfileInput([table(candles(50, seed: 9))])
        var options = ProfileOptions()
        options.ticksPerRow = 1
        options.tick = "0.01"
        let finer = try ProfileInput([table(candles(50, seed: 9))], tick: "0.01")
        let fault = #expect(throws: ProfileFault.self) { try ProfileRun(finer, named: "x", options) }
        guard case .tooManyRows(_, _, let remedy) = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
        options.ticksPerRow = remedy
        _ = try ProfileRun(finer, named: "x", options)
        #expect(throws: ProfileFault.option("tick", "is no positive decimal number that fits the prices")) {
            try ProfileRun(input, named: "x", options)
        }
    }

    @Test func `joins files of two venues in the order of time`() throws {
        let header = "time_ms,price,qty,is_buyer_maker\n"
        let input = try ProfileInput([table(header + "1,10,1,0\n3,12,1,1\n"), table(header + "2,11,5.5,0\n")])
        #expect(input.rows.map(\.time.milliseconds) == [1, 2, 3])
        var options = ProfileOptions()
        options.mode = .composite
        let run = try ProfileRun(input, named: "x", options)
        let text = String(decoding: try run.document(), as: UTF8.self)
        #expect(text.contains(#""poc":11,"#) && text.contains(#""total":7.5"#), "\(text)")
    }
}

@Suite struct `Candle series` {
    @Test func `adds trades up exactly`() throws {
        let trades = """
            time_ms,price,qty,is_buyer_maker
            1000,10.5,0.1,0
            1500,11,0.25,1
            61000,9,1,0

            """
        let text = String(decoding: try CandleSeries.make(of: table(trades), length: 60_000), as: UTF8.self)
        #expect(
            text == """
                open_time_ms,open,high,low,close,volume,quote_volume,trades,taker_buy_volume
                0,10.5,11,10.5,11,0.35,3.8,2,0.1
                60000,9,9,9,9,1,9,1,1

                """)
    }

    @Test func `adds candles up column by column`() throws {
        let candles = """
            open_time_ms,open,high,low,close,volume,trades
            0,1,3,1,2,0.1,5
            60000,2,2.5,0.5,1,0.2,6
            300000,1,1,1,1,1,1

            """
        let text = String(decoding: try CandleSeries.make(of: table(candles), length: 300_000), as: UTF8.self)
        #expect(
            text == """
                open_time_ms,open,high,low,close,volume,trades
                0,1,3,0.5,1,0.3,11
                300000,1,1,1,1,1,1

                """)
    }
}
