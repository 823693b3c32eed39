public import Domain
internal import Postgres

/// Trades on their way into the database, of each number the version that came last.
public struct TradeBatch: Sendable {
    /// What is known of one instrument's part.
    struct Span: Sendable {
        var lowestID: Int64
        var highestID: Int64
        var newest: Timestamp
    }
    /// By instrument, as the database spells it.
    private(set) var spans: [String: Span] = [:]
    /// The minutes the trades fall into, by instrument.
    private(set) var minutes: [String: Set<Timestamp>] = [:]
    /// When the first and the last of them happened.
    private(set) var bounds = Timestamp(milliseconds: .max)...Timestamp(milliseconds: .max)
    /// Their rows.
    private(set) var text = CopyText()

    static let columns = ["instrument", "trade_id", "occurred_at", "price", "quantity", "aggressor"]

    /// The trades, in the order in which they came.
    ///
    /// One whose number has come before in the batch takes its place: a correction.
    public init(_ trades: [Trade]) {
        let ordered = Self.latest(trades)
        text.reserveCapacity(bytes: ordered.count * 80)
        var earliest = Int64.max
        var latest = Int64.min
        var known: InstrumentID?
        var name = ""
        var cell = CopyText.Cell(name)
        var span = Span(lowestID: .max, highestID: .min, newest: .distantPast)
        var minute = Timestamp.distantPast
        var touched: Set<Timestamp> = []
        for trade in ordered {
            // Neighbours mostly are of one instrument and one minute.
            if trade.instrument != known {
                if known != nil { add(span, touched, to: name) }
                known = trade.instrument
                name = trade.instrument.description
                cell = CopyText.Cell(name)
                span = Span(lowestID: .max, highestID: .min, newest: .distantPast)
                touched = []
                minute = .distantPast
            }
            span.lowestID = min(span.lowestID, trade.id)
            span.highestID = max(span.highestID, trade.id)
            span.newest = max(span.newest, trade.occurredAt)
            earliest = min(earliest, trade.occurredAt.milliseconds)
            latest = max(latest, trade.occurredAt.milliseconds)
            let opened = Interval.oneMinute.start(of: trade.occurredAt)
            if opened != minute {
                minute = opened
                touched.insert(opened)
            }
            text.append(cell: cell)
            text.append(cell: trade.id)
            text.append(cell: trade.occurredAt.milliseconds)
            append(trade.price)
            append(trade.quantity)
            text.append(cell: trade.aggressor == .buy ? Self.buy : Self.sell)
            text.endRow()
        }
        guard known != nil else { return }
        add(span, touched, to: name)
        bounds = Timestamp(milliseconds: earliest)...Timestamp(milliseconds: latest)
    }

    private static let buy = CopyText.Cell(Side.buy.rawValue)
    private static let sell = CopyText.Cell(Side.sell.rawValue)

    private mutating func append<Value: FixedPoint>(_ value: Value) {
        if let units = Int64(exactly: value.units) {
            text.append(cell: units, scale: Value.scale)
        } else {
            text.append(cell: value.description)
        }
    }

    /// Trades of it.
    public var count: Int { text.rowCount }

    private mutating func add(_ span: Span, _ touched: Set<Timestamp>, to name: String) {
        minutes[name, default: []].formUnion(touched)
        guard let known = spans[name] else {
            spans[name] = span
            return
        }
        spans[name] = Span(
            lowestID: min(known.lowestID, span.lowestID), highestID: max(known.highestID, span.highestID),
            newest: max(known.newest, span.newest))
    }

    private struct Number: Hashable {
        let instrument: InstrumentID
        let id: Int64
    }

    /// One trade for each number.
    private static func latest(_ trades: [Trade]) -> [Trade] {
        var last: [InstrumentID: Int64] = [:]
        var previous: InstrumentID?
        var number = Int64.min
        // Numbers that only grow cannot repeat, and nearly all batches are such.
        let isAscending = trades.allSatisfy { trade in
            if trade.instrument != previous {
                if let previous { last[previous] = number }
                previous = trade.instrument
                number = last[trade.instrument] ?? .min
            }
            defer { number = trade.id }
            return trade.id > number
        }
        guard !isAscending else { return trades }
        var places: [Number: Int] = [:]
        var kept: [Trade] = []
        for trade in trades {
            let number = Number(instrument: trade.instrument, id: trade.id)
            if let place = places[number] {
                kept[place] = trade
            } else {
                places[number] = kept.count
                kept.append(trade)
            }
        }
        return kept
    }
}
