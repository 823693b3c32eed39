import Testing

@testable import GatewayCore

@Suite struct `JSON a client sends` {
    private func parse(_ text: String) throws(JSONParser.Failure) -> JSONValue {
        try JSONParser.parse(Array(text.utf8))
    }

    @Test(arguments: [
        #"{"a":[1,-2.50,true,null,"x"],"b":{}}"#, "[]", #""\"\\\n""#, "0", "-0.1e+5", "12345678901234567890",
        #""Üñî€😀""#,
    ])
    func `is read and written back as it was`(text: String) throws {
        #expect(try parse(text).encoded == text)
    }

    @Test func `keeps the text of numbers that are no whole ones`() throws {
        #expect(try parse("0.10000000000000000001") == .number("0.10000000000000000001"))
        #expect(
            try parse("[9223372036854775807,9223372036854775808]")
                == [.integer(.max), .number("9223372036854775808")])
    }

    @Test func `may escape any character`() throws {
        #expect(try parse(#""\u0041\u00e9\ud83d\ude00\/\b\f\r\t""#) == .text("Aé😀/\u{8}\u{c}\r\t"))
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "tru", "nulll", "01",
        "-", "1.", "1e", "+1", ".5", "\"", "\"\\x\"", "\"\\ud83d\"", "\"\\ud83dx\"", "\"\\udc00\"",
        "\"\\u12\"", "\"\\u+123\"", "\"a\nb\"", "1 2", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "NaN",
        String(repeating: "[", count: 33) + String(repeating: "]", count: 33),
    ])
    func `is refused when it is none, or could be understood in two ways`(text: String) {
        #expect(throws: JSONParser.Failure.self) { try parse(text) }
    }

    @Test func `is refused when it is no UTF-8`() {
        #expect(throws: JSONParser.Failure.self) { try JSONParser.parse([34, 0xC3, 34]) }
    }

    @Test func `is nested as deep as it may be`() throws {
        let text = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
        #expect(try parse(text).encoded == text)
    }
}

@Suite struct `A body's check` {
    private func faults(_ field: ResourceField, _ value: JSONValue) -> [Problem.Fault] {
        do {
            _ = try BodyCheck.checked(.object([(field.name, value)]), against: [field])
            return []
        } catch {
            return error.faults
        }
    }

    private static let list = ResourceField(
        "x", .list(.record([ResourceField("a", .integer, "A number.", limit: .range(0...9))])), "A list.",
        limit: .count(1...2))

    private static let good: [(ResourceField, JSONValue)] = [
        (ResourceField("x", .decimal, ""), "12.50" as JSONValue), (ResourceField("x", .decimal, ""), "-1"),
        (ResourceField("x", .integer, ""), 5), (ResourceField("x", .integer, ""), JSONValue.number("5.00")),
        (ResourceField("x", .number, ""), JSONValue.number("0.5")), (ResourceField("x", .boolean, ""), false),
        (ResourceField("x", .text, "", limit: .length(1...2)), "😀é"), (ResourceField("x", .json, ""), [:]),
        (ResourceField("x", .text, "", isNullable: true), JSONValue.null), (list, [["a": 9]]),
        (ResourceField("x", .word(["a", "b"]), ""), "b"), (ResourceField("x", .instrument, ""), "sim:X"),
        (ResourceField("x", .decimal, "", limit: .amount(.positive)), "0.00000001"),
    ]
    private static let bad: [(ResourceField, JSONValue, String)] = [
        (ResourceField("x", .decimal, ""), 1 as JSONValue, "string_type"),
        (ResourceField("x", .decimal, ""), "1e5", "decimal_parsing"),
        (ResourceField("x", .decimal, ""), "12345678901", "decimal_parsing"),
        (ResourceField("x", .decimal, ""), "0.123456789", "decimal_parsing"),
        (ResourceField("x", .decimal, ""), "", "decimal_parsing"),
        (ResourceField("x", .decimal, ""), "--1", "decimal_parsing"),
        (ResourceField("x", .decimal, ""), "01", "decimal_parsing"),
        (ResourceField("x", .text, "", limit: .header(0...9)), "a\nb", "string_pattern_mismatch"),
        (ResourceField("x", .text, "", limit: .url(0...99)), "ftp://a", "string_pattern_mismatch"),
        (ResourceField("x", .text, "", limit: .url(0...99)), "http://a#b", "string_pattern_mismatch"),
        (ResourceField("x", .text, "", limit: .url(0...8)), "http://ab", "string_too_long"),
        (ResourceField("x", .decimal, "", limit: .amount(.positive)), "0", "greater_than"),
        (ResourceField("x", .decimal, "", limit: .amount(.notNegative)), "-0.1", "greater_than_equal"),
        (ResourceField("x", .integer, "", limit: .range(1...9)), 0, "greater_than_equal"),
        (ResourceField("x", .integer, "", limit: .range(1...9)), 10, "less_than_equal"),
        (ResourceField("x", .integer, ""), JSONValue.number("1.5"), "int_type"),
        (ResourceField("x", .integer, ""), "1", "int_type"),
        (ResourceField("x", .number, ""), "1", "float_type"),
        (ResourceField("x", .boolean, ""), 1, "bool_type"), (ResourceField("x", .text, ""), 1, "string_type"),
        (ResourceField("x", .text, ""), JSONValue.null, "string_type"),
        (ResourceField("x", .text, ""), "a\0", "string_pattern_mismatch"),
        (ResourceField("x", .text, "", limit: .length(2...3)), "a", "string_too_short"),
        (ResourceField("x", .text, "", limit: .length(2...3)), "abcd", "string_too_long"),
        (ResourceField("x", .text, "", limit: .name(1...3)), "a b", "string_pattern_mismatch"),
        (ResourceField("x", .word(["a", "b"]), ""), "c", "literal_error"),
        (ResourceField("x", .instrument, ""), "X", "string_pattern_mismatch"), (list, "a", "list_type"),
        (list, [], "too_short"), (list, [["a": 1], ["a": 1], ["a": 1]], "too_long"),
        (list, [["a": 10]], "less_than_equal"), (list, [["b": 1, "a": 1]], "extra_forbidden"),
        (list, [[:]], "missing"), (ResourceField("x", .json, ""), [], "dict_type"),
    ]

    @Test(arguments: good)
    func `lets through what is as declared`(field: ResourceField, value: JSONValue) {
        #expect(faults(field, value).isEmpty)
    }

    @Test(arguments: bad)
    func `refuses what is not, in words FastAPI's clients know`(
        field: ResourceField, value: JSONValue, kind: String
    ) {
        #expect(faults(field, value).map(\.kind) == [kind])
    }

    @Test func `names places within lists, the limit, and what was given`() throws {
        let fault = try #require(faults(Self.list, [["a": 1], ["a": 10]]).first)
        #expect(fault.location == ["body", "x", "1", "a"] && fault.input == 10 && fault.context == ["le": 9])
    }

    @Test func `tells a place in a list by a number, and puts one full stop`() throws {
        #expect {
            try BodyCheck.checked(["x": [["a": 1], ["a": 10]]], against: [Self.list])
        } throws: {
            guard let document = ($0 as? Problem)?.document(instance: "i") else { return false }
            return document.items("errors").first?["loc"] == ["body", "x", 1, "a"]
        }
        #expect {
            try BodyCheck.checked([:], against: [ResourceField("x", .text, "A word.")])
        } throws: { ($0 as? Problem)?.detail == "body.x is required: A word." }
        let short = ResourceField("x", .text, "", limit: .length(1...64))
        #expect(faults(short, "").map(\.message) == ["must have at least 1 character"])
    }

    @Test func `never takes an empty secret for none`() {
        let token = ResourceField("x", .text, "", isRequired: false, limit: .length(1...4), isSecret: true)
        #expect(faults(token, "").map(\.kind) == ["string_too_short"])
        #expect(faults(token, .null).map(\.kind) == ["string_type"])
    }

    private static let blanks: [(ResourceField, JSONValue, JSONValue)] = [
        (ResourceField("x", .integer, "", isRequired: false), JSONValue.null, [:] as JSONValue),
        (ResourceField("x", .integer, "", isRequired: false), "", [:]),
        (ResourceField("x", .decimal, "", isRequired: false), "", [:]),
        (ResourceField("x", .instrument, "", isRequired: false), "", [:]),
        (ResourceField("x", .word(["a"]), "", isRequired: false), "", [:]),
        (ResourceField("x", .text, "", isRequired: false, limit: .name(1...4)), "", [:]),
        (ResourceField("x", .list(.text), "", isRequired: false), "", [:]),
        // These mean something: no note; a key that never ends.
        (ResourceField("x", .text, "", isRequired: false, limit: .length(0...4)), "", ["x": ""]),
        (ResourceField("x", .integer, "", isNullable: true, isRequired: false), JSONValue.null, ["x": .null]),
    ]

    @Test(arguments: blanks)
    func `takes what was left blank for left out, unless it means something`(
        field: ResourceField, value: JSONValue, expected: JSONValue
    ) throws {
        #expect(try BodyCheck.checked(["x": value], against: [field]) == expected)
    }

    @Test func `repeats no secret, and nothing whose meaning it does not know`() {
        let secret = ResourceField("x", .text, "", limit: .length(1...3), isSecret: true)
        #expect(faults(secret, "a long secret").map(\.input) == [nil])
        #expect(faults(secret, 5).map(\.input) == [nil])
        #expect {
            try BodyCheck.checked(["y": "secret"], against: [])
        } throws: { ($0 as? Problem)?.faults.map(\.input) == [nil] }
    }

    @Test func `lets optional fields be left out`() throws {
        _ = try BodyCheck.checked([:], against: [ResourceField("x", .text, "", isRequired: false)])
    }
}

@Suite struct `A range of amounts` {
    private static let amounts = [
        "0", "-0", "0.0", "0.00000001", "0.5", "0.99999999", "1", "1.0", "1.00000001", "2", "10", "-0.5",
        "9999999999",
        "9999999999.99999999",
    ]

    /// The numbers of ``amounts`` each lets in.
    @Test(arguments: [
        (AmountRange.positive, [3, 4, 5, 6, 7, 8, 9, 10, 12, 13]),
        (.notNegative, [0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13]), (.share, [3, 4, 5, 6, 7]),
        (.fraction, [0, 2, 3, 4, 5, 6, 7]), (.belowOne, [0, 2, 3, 4, 5]),
    ])
    func `says in its pattern what it lets in`(range: AmountRange, expected: [Int]) throws {
        let pattern = try Regex(range.pattern)
        for (index, amount) in Self.amounts.enumerated() {
            #expect(AmountRange.accepts(amount))
            #expect((range.fault(of: amount) == nil) == expected.contains(index), "\(amount)")
            #expect((try pattern.wholeMatch(in: amount) != nil) == expected.contains(index), "\(amount)")
        }
    }

    @Test(arguments: [
        "", ".", "1.", ".5", "00", "01", "1e5", "+1", "12345678901", "0.123456789", "1.2.3", " 1",
    ])
    func `knows what is no amount at all`(text: String) throws {
        #expect(!AmountRange.accepts(text))
        #expect(try Regex(AmountRange.notNegative.pattern).wholeMatch(in: text) == nil)
    }
}
