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
            page.sql.contains(
                " FROM bars WHERE instrument = $1 AND opened_at >= $2::bigint"
                    + " ORDER BY opened_at DESC, instrument DESC, interval DESC LIMIT 3)"))
        #expect(page.sql.contains("FILTER (WHERE place <= 2)") && page.sql.contains("count(*) > 2"))
        #expect(!page.sql.contains("DROP"))
    }

    @Test(arguments: GatewayCore.Operation.allCases)
    func `is put in order by stored columns, never by what a field of the same name shows`(
        operation: GatewayCore.Operation
    ) throws {
        guard case .page(let resource) = operation.route.answer, let listing = resource.listing else {
            return
        }
        let sql = try PageQuery(resource, listing, try RequestValues(Parameter.paging, query: [])).sql
        #expect(sql.contains(" FROM (SELECT *, row_number() OVER (ORDER BY "), "\(sql)")
    }

    @Test func `continues after the last record's key, in its own direction`() throws {
        let page = PageQuery.Page(items: #"[{"a":1}]"#, last: #"["2", "k", "k"]"#)
        #expect(page.last == ["2", "k", "k"])
        let json = try ParsedJSON(page.json().encoded)
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

    @Test func `that is the last has no next, and tells what else there is beside its records`() {
        let page = PageQuery.Page(items: #"[{"a":1}]"#, last: nil)
        #expect(page.json(beside: [("gaps", [])]).encoded == #"{"items":[{"a":1}],"next":null,"gaps":[]}"#)
    }

    @Test func `is read newest first and shown oldest first where that is wanted`() throws {
        let listing = try #require(Resource.candle.listing)
        let values = try RequestValues(Parameter.paging, query: [])
        #expect(try PageQuery(.candle, listing, values).sql.contains("ORDER BY place)"))
        let reversed = try PageQuery(.candle, listing, values, isReversed: true)
        #expect(reversed.sql.contains("ORDER BY place DESC)") && reversed.sql.contains("opened_at DESC"))
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

    @Test func `has the database write numbers as numbers, amounts as text and lists as they are stored`()
        throws
    {
        let sql = try query(.signal, .listSignals, []).sql
        for column in [
            #"(opened_at)::bigint AS "openedAt""#, #"(trim_scale(strength))::text AS "strength""#,
            #"(direction)::text AS "direction""#, #"::text::json AS "evidence""#,
        ] {
            #expect(sql.contains(column), "\(column)")
        }
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
