import Indicators
import OperatorCore
import Testing

@Suite struct `A table of bars` {
    private static let header = "open_time_ms,open,high,low,close,volume,trades\n"

    private func table(_ text: String) throws -> CandleTable {
        try CandleTable(Array(text.utf8), named: "bars.csv")
    }

    @Test(arguments: [
        ("60000,1,2,1,2,5,9", BarVerdict.accepted), ("60000,nan,2,1,2,5,9", .notFinite),
        ("60000,,2,1,2,5,9", .notFinite), ("60000,1,inf,1,2,5,9", .notFinite),
        ("60000,1,1e99,1,2,5,9", .notFinite), ("60000,one,2,1,2,5,9", .notFinite),
        ("60000,1,2,0,2,5,9", .notPositive), ("60000,1,2,-1,2,5,9", .notPositive),
        ("60000,1,1.5,1,2,5,9", .badRange), ("60000,1,2,1.5,2,5,9", .badRange),
        ("60000,1,2,1,2,-3,9", .negativeVolume), ("0,1,2,1,2,5,9", .notAfterPrevious),
        ("-1,1,2,1,2,5,9", .notAfterPrevious), (" 60000 , 1,2 ,1,2,5,9\r", .accepted),
    ])
    func `refuses a bar for the first reason that applies`(row: String, expected: BarVerdict) throws {
        let table = try table(Self.header + "0,1,1,1,1,1,1\n" + row + "\n\n")
        #expect(table.rows.map(\.verdict) == [.accepted, expected])
        #expect(table.bars.count == (expected == .accepted ? 2 : 1))
        #expect(table.refused.map(\.reason) == (expected == .accepted ? [] : [expected]))
    }

    @Test(arguments: [
        ("", 1, "the header has no column open_time_ms"),
        ("open_time_ms,open,high,low,close\n", 1, "the header has no column volume"),
        (Self.header + "0,1,1,1,1,1,1\nx,1,1,1,1,1,1\n", 3, "open_time_ms \"x\" is no time in milliseconds"),
        (Self.header + "0,1,1\n", 2, "3 fields where the header has 7"),
    ])
    func `names the line and the field that cannot be read`(text: String, line: Int, reason: String) throws {
        let error = #expect(throws: CandleTableError.self) { _ = try table(text) }
        #expect(error?.description == "bars.csv, line \(line): \(reason)")
    }

    @Test func `is written with its own text and an empty field for what is not known yet`() throws {
        let table = try table(
            "volume,close,low,high,open,open_time_ms\n1.50,2,1,3,2,0\n0,nan,1,3,2,1\n2,2.25,2,3,2.5,2\n")
        let set = try ClassicSet(ParameterValues([("average", "2")], of: ClassicSet.parameters))
        let lines = IndicatorTableText(table, set).text.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("open_time_ms,open,high,low,close,volume,sma2,ema2,wma2,"))
        #expect(lines[1].hasPrefix("0,2,3,1,2,1.50,,,,,"))
        #expect(lines[2].hasPrefix("2,2.5,3,2,2.25,2,2.125,2.125,2.1666666666666665,,1,"))
    }
}

@Suite struct `Settings of indicators` {
    @Test(arguments: [
        ("rsi", "21", nil),
        ("rsi", "0", ParameterError.outOfRange(name: "rsi", value: 0, range: 1...10_000)),
        ("rsi", "1.5", .malformed(name: "rsi", text: "1.5", kind: .length)),
        ("supertrend_factor", "nan", .malformed(name: "supertrend_factor", text: "nan", kind: .number)),
        ("rsy", "1", .unknown(name: "rsy", known: ClassicSet.parameters.map(\.name))),
        ("macd_fast", "27", .contradiction("macd_fast must not be above macd_slow")),
    ])
    func `are read, or refused with the reason`(name: String, text: String, expected: ParameterError?) {
        do {
            _ = try ClassicSet(ParameterValues([(name, text)], of: ClassicSet.parameters))
            #expect(expected == nil)
        } catch {
            #expect(error == expected)
        }
    }
}
