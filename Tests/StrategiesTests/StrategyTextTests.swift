import Domain
import FoundationEssentials
import Strategies
import Testing

@Suite struct `The strategy language` {
    private static let valid = """
        {"name": "ema-trend", "description": "Follows.", "instruments": ["sim:BTCUSDT"], "interval": "30m",
         "direction": "long",
         "enter": {"all": [
            {"crossesAbove": [{"ema": {"of": "close", "period": 20}}, {"sma": {"of": "hlc3", "period": 50}}]},
            {"not": {"atLeast": [{"rsi": {"of": "close", "period": 14}}, 70]}},
            {"any": [{"above": ["volume", 2.5]},
                     {"below": [{"wavetrend": {"channel": 9, "average": 12, "line": "wt2"}}, -53]}]}]},
         "exit": {"crossesBelow": [{"ema": {"of": "close", "period": 20}}, "close"]}}
        """

    @Test func `every part of the language is read as what it says`() throws {
        let strategy = try Strategy(parsing: Self.valid)
        let ema = Operand.indicator(.ema(of: .close, period: 20))
        #expect(
            strategy
                == Strategy(
                    name: "ema-trend", description: "Follows.",
                    instruments: [InstrumentID(venue: "sim", symbol: "BTCUSDT")], interval: .thirtyMinutes,
                    direction: .long,
                    enter: .all([
                        .compare(ema, .crossesAbove, .indicator(.sma(of: .hlc3, period: 50))),
                        .not(.compare(.indicator(.rsi(of: .close, period: 14)), .atLeast, .number(70))),
                        .any([
                            .compare(.source(.volume), .above, .number(2.5)),
                            .compare(
                                .indicator(.waveTrend(channel: 9, average: 12, line: .wt2)), .below,
                                .number(-53)),
                        ]),
                    ]), exit: .compare(ema, .crossesBelow, .source(.close))))
    }

    @Test func `what is written is read again as the same`() throws {
        let strategy = try Strategy(parsing: Self.valid)
        let text = String(decoding: try JSONEncoder().encode(strategy), as: UTF8.self)
        #expect(try Strategy(parsing: text) == strategy)
    }

    /// What to put in place of what, and the error that must follow.
    private static let faults: [(String, String, String)] = [
        (
            #""name": "ema-trend""#, #""name": "EMA trend""#,
            "$.name: is no name for a strategy; write 1 to 64 of a-z, 0-9 and -, as in ema-trend"
        ),
        (#""name": "ema-trend","#, "", #"$: has no name; add "name", text"#),
        (
            #""direction": "long""#, #""direction": "flat""#,
            #"$.direction: cannot be "flat"; write one of long, short"#
        ),
        (
            #""interval": "30m""#, #""interval": "31m""#,
            #"$.interval: cannot be "31m"; write one of 1m, 3m, 5m, 15m, 30m, 1h, 2h, 4h, 6h, 8h, 12h, 1d, 3d, 1w"#
        ),
        (
            #""direction""#, #""leverage": 20, "direction""#,
            #"$: has an unknown key "leverage"; the keys are name, description, instruments, interval, direction, "#
                + "enter, exit"
        ),
        (
            "[\"sim:BTCUSDT\"]", "[\"BTCUSDT\"]",
            #"$.instruments[0]: "BTCUSDT" is no instrument; write venue:symbol, as in sim:BTCUSDT"#
        ),
        ("[\"sim:BTCUSDT\"]", "[]", "$.instruments: lists 0; list 1 to 256, or leave it out for all"),
        (
            "[\"sim:BTCUSDT\"]", "[\"sim:BTCUSDT\", \"sim:BTCUSDT\"]",
            "$.instruments[1]: is listed twice; list it once"
        ),
        (
            #""period": 50"#, #""period": 501"#,
            "$.enter.all[0].crossesAbove[1].sma.period: cannot be 501; write 1 to 500 bars"
        ),
        (
            #""period": 50"#, #""period": 2.5"#,
            "$.enter.all[0].crossesAbove[1].sma.period: is not a whole number; write a whole number here"
        ),
        (
            #""period": 50"#, #""periods": 50"#,
            #"$.enter.all[0].crossesAbove[1].sma: has an unknown key "periods"; the keys are of, period"#
        ),
        (
            #"{"sma""#, #"{"vwma""#,
            #"$.enter.all[0].crossesAbove[1]: no indicator is called "vwma"; write one of ema, sma, rsi, wavetrend"#
        ),
        (
            #""hlc3""#, #""hl2""#,
            #"$.enter.all[0].crossesAbove[1].sma.of: cannot be "hl2"; write one of open, high, low, close, hlc3, volume"#
        ),
        (
            #""not""#, #""never""#,
            #"$.enter.all[1]: no condition is called "never"; write one of all, any, not, above, below, atLeast, "#
                + "atMost, crossesAbove, crossesBelow"
        ),
        (
            #"["volume", 2.5]"#, #"["volume"]"#,
            "$.enter.all[2].any[0].above: has 1 operands; write two: [left, right]"
        ),
        (
            #"["volume", 2.5]"#, "[2, 2.5]",
            "$.enter.all[2].any[0].above: compares two numbers, which never change; make one a source or an indicator"
        ),
        (
            #"["volume", 2.5]"#, #"["volume", "volume"]"#,
            "$.enter.all[2].any[0].above: compares a value with itself; compare two different ones"
        ),
        (
            #"["volume", 2.5]"#, #"["volume", 1e300]"#,
            "$.enter.all[2].any[0].above[1]: is no number to compare with; write at most 1000000000000.0"
        ),
        (
            #"["volume", 2.5]"#, #"["volume", true]"#,
            "$.enter.all[2].any[0].above[1]: is no object; write {…} here"
        ),
        (
            #"{"above": ["volume", 2.5]}"#, #"{"above": ["volume", 2.5], "below": ["volume", 9]}"#,
            "$.enter.all[2].any[0]: has 2 keys where condition has one; write one of all, any, not, above, below, "
                + "atLeast, atMost, crossesAbove, crossesBelow"
        ),
        (
            #"{"above": ["volume", 2.5]}"#, #"{"any": []}"#,
            "$.enter.all[2].any[0].any: has 0 conditions; write 1 to 16"
        ),
        (#"{"name""#, #"{{"name""#, "$: is no JSON; write one JSON object"),
    ]

    @Test(arguments: faults.indices)
    func `a fault is answered with its place and a remedy`(index: Int) throws {
        let (part, replacement, expected) = Self.faults[index]
        try #require(Self.valid.contains(part))
        let text = Self.valid.replacing(part, with: replacement, maxReplacements: 1)
        do throws(StrategyError) {
            let strategy = try Strategy(parsing: text)
            Issue.record("accepted \(strategy)")
        } catch {
            #expect(error.description == expected)
        }
    }

    @Test(arguments: [8, 9, 60, 600])
    func `conditions nest eight deep and no deeper`(depth: Int) throws {
        let leaf = #"{"above": ["close", 1]}"#
        let nested =
            String(repeating: #"{"not": "#, count: depth - 1) + leaf
            + String(repeating: "}", count: depth - 1)
        let exit = #"{"crossesBelow": [{"ema": {"of": "close", "period": 20}}, "close"]}"#
        let text = Self.valid.replacing(exit, with: nested)
        if depth <= StrategyLimits.depth {
            #expect(throws: Never.self) { try Strategy(parsing: text) }
        } else {
            #expect(throws: StrategyError.self) { try Strategy(parsing: text) }
        }
    }

    @Test func `a strategy of too many parts is refused`() {
        let many = Condition.any((1...16).map { .compare(.source(.close), .above, .number(Double($0))) })
        #expect(throws: Never.self) { try Strategy.fixture(enter: .all([many, many])).validate() }
        #expect(throws: StrategyError.self) {
            try Strategy.fixture(enter: .all([many, many, many])).validate()
        }
    }

    @Test func `a text that is too long is refused before it is read`() {
        let text = Self.valid + String(repeating: " ", count: StrategyLimits.bytes)
        #expect(throws: StrategyError.self) { try Strategy(parsing: text) }
    }
}
