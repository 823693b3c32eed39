public import Domain

/// A page of candles: which table it is read from, and where bars are missing for good within it.
public struct CandlePage: Sendable {
    private let values: RequestValues
    /// How the bars are read.
    public let listing: Listing

    /// The page of a checked request; `stored` are the intervals whose bars are stored, shortest first.
    ///
    /// Bars of another interval are built from the shortest stored ones that tile it.
    ///
    /// - Throws: ``Problem`` for an interval that cannot be built.
    public init(_ values: RequestValues, stored: [Interval]) throws(Problem) {
        self.values = values
        guard let wanted = values.text("interval").flatMap({ Interval(rawValue: $0) }),
            !stored.contains(wanted)
        else {
            listing = .ofBars("bars")
            return
        }
        guard let base = stored.first(where: { wanted.isMultiple(of: $0) }) else {
            let known = stored.map(\.rawValue).joined(separator: ", ")
            throw .invalid([
                .init(
                    ["query", "interval"], "cannot be built from the bars that are stored: \(known)",
                    kind: "value_error")
            ])
        }
        listing = .ofBars(Self.bars(of: wanted, from: base))
    }

    /// Reads the one newest bar of the instrument and interval of a checked request.
    ///
    /// - Throws: ``Problem`` for an interval that cannot be built.
    public static func latest(_ values: RequestValues, stored: [Interval]) throws(Problem) -> PageQuery {
        let names = ["instrument", "interval"]
        let newest = try RequestValues(
            [.instrument, .interval] + Parameter.paging,
            query: names.compactMap { name in values.text(name).map { (name: name, value: $0) } }
                + [(name: "limit", value: "1")])
        return try PageQuery(.candle, CandlePage(newest, stored: stored).listing, newest)
    }

    /// Only whole bars: one that has not ended has not the price its last part will bring.
    private static func bars(of wanted: Interval, from base: Interval) -> String {
        let length = wanted.milliseconds
        let origin = wanted.start(of: Timestamp(milliseconds: 0)).milliseconds
        let start = "((opened_at - (\(origin))) / \(length) * \(length) + (\(origin)))"
        return """
            (SELECT instrument, '\(wanted.rawValue)' AS interval, \(start) AS opened_at,
            (array_agg(open ORDER BY opened_at))[1] AS open, max(high) AS high, min(low) AS low,
            (array_agg(close ORDER BY opened_at DESC))[1] AS close, sum(volume) AS volume,
            max(last_trade_id) AS last_trade_id
            FROM bars WHERE interval = '\(base.rawValue)' GROUP BY instrument, \(start)
            HAVING \(start) + \(length) <= (SELECT max(latest.opened_at) FROM bars AS latest
            WHERE latest.instrument = bars.instrument AND latest.interval = '\(base.rawValue)') + \(base.milliseconds)
            ) AS built
            """
    }

    /// The gaps within a page that was read, as a listing's request.
    public func gaps(of page: PageQuery.Page) -> (sql: String, values: [String]) {
        let bounds = bounds(of: page)
        var values = [String(bounds.from), String(bounds.to)]
        var conditions = ["until_at > $1::bigint", "from_at < $2::bigint"]
        for name in ["instrument", "interval"] {
            guard let value = self.values.text(name) else { continue }
            values.append(value)
            conditions.append("\(name) = $\(values.count)")
        }
        let order = "ORDER BY from_at, instrument, interval"
        let rows =
            "SELECT *, row_number() OVER (\(order)) AS place FROM gaps "
            + "WHERE \(conditions.joined(separator: " AND ")) \(order) LIMIT 1000"
        let sql = "SELECT \(Resource.list()) AS gaps FROM \(Resource.gap.documents(of: rows))"
        return (sql, values)
    }

    /// From the end of the page before to the end of this one, so that pages that follow each other tell of all gaps.
    private func bounds(of page: PageQuery.Page) -> (from: Int64, to: Int64) {
        let from = values.text("from").flatMap { Int64($0) } ?? .min
        let to = values.text("to").flatMap { Int64($0) } ?? .max
        let before = values.text("cursor").flatMap { PageCursor($0)?.key.first }.flatMap { Int64($0) }
        let last = page.last?.first.flatMap { Int64($0) }
        return values.text("order") == "asc"
            ? (before ?? from, last ?? to) : (last ?? from, before ?? to)
    }
}
