import GatewayCore
import Testing

@Suite struct `A page` {
    private func query(
        _ resource: Resource, _ operation: GatewayCore.Operation, _ query: [(String, String)]
    ) throws -> PageQuery {
        let listing = try #require(resource.listing)
        return try PageQuery(
            resource, listing,
            try RequestValues(operation.route.parameters, query: query.map { ($0.0, $0.1) }))
    }

    @Test func `asks for one record more than it shows, newest first, filtered by values and not by text`()
        throws
    {
        let page = try query(
            .candle, .listCandles, [("instrument", "sim:X';DROP"), ("from", "5"), ("limit", "2")])
        #expect(page.values == ["sim:X';DROP", "5"])
        #expect(
            page.sql.hasSuffix(
                " FROM bars WHERE instrument = $1 AND opened_at >= $2::bigint"
                    + " ORDER BY opened_at DESC, instrument DESC, interval DESC LIMIT 3"))
        #expect(!page.sql.contains("DROP"))
    }

    @Test func `continues after the last record's key, in its own direction`() throws {
        let rows = ["3", "2", "1"].map { number in
            { (column: String) -> String? in column == "key0" ? number : column.hasPrefix("key") ? "k" : "7" }
        }
        let first = try query(.candle, .listCandles, [("limit", "2")])
        let json = try ParsedJSON(first.page(.candle, rows: rows).encoded)
        guard case .text(let next) = json["next"] else {
            Issue.record("there is a next page")
            return
        }
        #expect(PageCursor(next)?.key == ["2", "k", "k"])
        let second = try query(.candle, .listCandles, [("limit", "2"), ("cursor", next), ("order", "asc")])
        #expect(
            second.sql.contains("WHERE (opened_at, instrument, interval) > ($1::bigint, $2::text, $3::text)"))
        #expect(second.values == ["2", "k", "k"])
    }

    @Test func `that is the last has no next`() throws {
        let page = try query(.candle, .listCandles, [("limit", "2")])
        let json = try ParsedJSON(page.page(.candle, rows: [{ _ in nil }, { _ in nil }]).encoded)
        #expect(json["next"] == .null && json["items", "1"] != nil)
    }

    @Test(arguments: [
        "x", "WyJhIl0", "W10", "e30", PageCursor(key: ["soon", "sim:X", "30m"]).text,
        PageCursor(key: ["1", "\0", "30m"]).text,
    ])
    func `is refused for a cursor of another list or none`(cursor: String) {
        #expect {
            try query(.candle, .listCandles, [("cursor", cursor)])
        } throws: { ($0 as? Problem)?.status == 404 }
    }

    @Test func `shows numbers as numbers, amounts as text and lists as they are stored`() throws {
        let stored = [
            "openedAt": "5", "strength": "0.8", "reasons": #"["a"]"#,
            "evidence": #"[{"name":"n","value":1.5}]"#,
        ]
        let page = try query(.signal, .listSignals, [])
        let json = try ParsedJSON(page.page(.signal, rows: [{ stored[$0] }]).encoded)
        #expect(json["items", "0", "openedAt"] == .number(5))
        #expect(json["items", "0", "strength"] == .text("0.8"))
        #expect(json["items", "0", "reasons"] == .array([.text("a")]))
        #expect(json["items", "0", "evidence", "0", "value"] == .number(1.5))
        #expect(json["items", "0", "direction"] == .null)
    }
}

@Suite struct `A page's cursor` {
    @Test(arguments: [["1"], ["1500000000000", "sim:X", "30m"], ["ü/+?\"", ""]])
    func `survives the way to a client and back, in letters a URL keeps`(key: [String]) {
        let text = PageCursor(key: key).text
        #expect(PageCursor(text) == PageCursor(key: key))
        #expect(text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
    }
}
