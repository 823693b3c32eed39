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
