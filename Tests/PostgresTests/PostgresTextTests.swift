import Testing

@testable import Postgres

@Suite struct `Copy text` {
    @Test func `cells are separated, escaped and may be null`() {
        var text = CopyText()
        text.append(["a\tb", nil, "c\\N", "d\ne\r"])
        text.append(["", "ä"])
        #expect(String(decoding: text.bytes, as: UTF8.self) == "a\\tb\t\\N\tc\\\\N\td\\ne\\r\n\tä\n")
        #expect(text.rowCount == 2)
    }

    @Test func `numbers are written as they are read`() {
        var text = CopyText()
        let whole: [Int64] = [0, 7, -10, .max, .min]
        for number in whole { text.append(cell: number) }
        for units: Int64 in [0, 1, -1, 100_000_000, -123_456_789, .max] { text.append(cell: units, scale: 8) }
        text.append(cell: CopyText.Cell("a\tb"))
        text.endRow()
        #expect(
            String(decoding: text.bytes, as: UTF8.self) == """
                0\t7\t-10\t9223372036854775807\t-9223372036854775808\t0.00000000\t0.00000001\t-0.00000001\t\
                1.00000000\t-1.23456789\t92233720368.54775807\ta\\tb\n
                """)
    }
}

@Suite struct `Postgres value` {
    @Test func `an array quotes all that has a meaning in it`() {
        let value = PostgresValue(array: ["a,b", "{}", "say \"no\"", "back\\slash", "NULL", "\"\u{301}"])
        #expect(value.text == #"{"a,b","{}","say \"no\"","back\\slash","NULL","\"\#u{301}"}"#)
    }
}

@Suite struct `Migration steps` {
    @Test func `steps are numbered from one and named once`() {
        #expect(Migration.all.map(\.number) == Array(1...Migration.all.count))
        #expect(Set(Migration.all.map(\.name)).count == Migration.all.count)
    }

    @Test func `the checksum is SHA-256 of the text`() {
        let migration = Migration(number: 1, name: "x", sql: "abc")
        // FIPS 180-2, appendix B.1.
        #expect(migration.checksum == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
