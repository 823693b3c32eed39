import Domain
import GatewayCore
import Messages
import Postgres
import Webhooks

/// What the history holds for a webhook: the events it would have been told, had it been there.
///
/// Positions are kept as they are now alone, so that of those only what was put down once can be sent again.
struct WebhookHistory: Sendable {
    let pool: PostgresPool

    /// Events that one replay puts in line at most.
    static let limit = 10_000

    /// Puts down what happened in a time and was not put down yet.
    ///
    /// - Returns: how many deliveries were added.
    /// - Throws: ``Problem`` 422 when there are more events than one replay takes.
    func enqueue(
        for subscription: WebhookSubscription, from: Timestamp, to: Timestamp
    ) async throws -> Int {
        let filter = subscription.filter
        var wanted: [Message] = []
        // In the order of the declaration, in which causes stand before their effects.
        for event in WebhookEvent.allCases where filter.events.contains(event) {
            let span = Span(from: from, to: to, filter: filter)
            wanted += try await read(event, in: span).filter(filter.matches)
            guard wanted.count <= Self.limit else { throw Self.tooMany }
        }
        // Of one moment, they stay in that order.
        let inOrder = wanted.enumerated()
            .sorted { ($0.element.occurredAt, $0.offset) < ($1.element.occurredAt, $1.offset) }.map(\.element)
        let rows = OutboxRows(inOrder, to: [subscription])
        guard !rows.isEmpty else { return 0 }
        return try await pool.query(OutboxRows.insert, rows.values.map { PostgresValue(array: $0) }).affected
    }

    private static let tooMany = Problem.invalid([
        .init(
            ["body", "to"], "asks for more than \(limit) events; replay a shorter time", kind: "value_error")
    ])

    /// What is looked for.
    private struct Span {
        let from: Timestamp
        let to: Timestamp
        let filter: WebhookFilter
    }

    private func read(_ event: WebhookEvent, in span: Span) async throws -> [Message] {
        switch event {
        case .barClosed:
            try await bars("bars", in: span).map { Message(.barClosed(BarClosed(try $0.bar()))) }
        case .signalEvaluated:
            try await bars("signals", in: span).map {
                Message(.signalEvaluated(SignalEvaluated(try $0.signal(try $0.barReference()))))
            }
        case .decisionMade:
            try await bars("decisions", in: span).map {
                Message(.decisionMade(DecisionMade(try $0.decision(try $0.barReference()))))
            }
        case .gapConfirmed:
            try await rows("gaps", by: "until_at", in: span).map { Message(.gapConfirmed(try $0.gap())) }
        case .orderChanged:
            try await rows(
                "order_events", by: "updated_at",
                then: "client_order_id, order_rank(status), filled_quantity",
                in: span
            ).map { Message(.orderChanged(OrderChanged(try $0.order()))) }
        case .fillRecorded:
            try await rows("fills", by: "occurred_at", then: "fill_id", in: span)
                .map { Message(.fillRecorded(FillRecorded(try $0.fill()))) }
        case .entryRejected:
            try await rows("dead_letters", by: "occurred_at", hasInstrument: false, in: span)
                .map { Message(.entryRejected(try $0.rejection())) }
        case .positionChanged: []
        }
    }

    /// Rows that are about a bar: such an event happens at the bar's end, and stands in its table at the bar's start.
    private func bars(_ table: String, in span: Span) async throws -> [PostgresRow] {
        var found: [PostgresRow] = []
        for interval in span.filter.intervals.isEmpty ? Interval.allCases : span.filter.intervals {
            let started = Span(from: span.from - interval, to: span.to - interval, filter: span.filter)
            found += try await rows(table, by: "opened_at", interval: interval, in: started)
        }
        return found
    }

    /// Rows of a time, oldest first; one more than can be used tells that there are too many.
    private func rows(
        _ table: String, by time: String, then order: String = "instrument", hasInstrument: Bool = true,
        interval: Interval? = nil, in span: Span
    ) async throws -> [PostgresRow] {
        var values = [PostgresValue(span.from), PostgresValue(span.to)]
        var conditions = "\(time) >= $1 AND \(time) < $2"
        if hasInstrument, !span.filter.instruments.isEmpty {
            values.append(PostgresValue(array: span.filter.instruments.map(\.description)))
            conditions += " AND instrument = ANY ($\(values.count)::text[])"
        }
        if let interval {
            values.append(PostgresValue(interval.rawValue))
            conditions += " AND interval = $\(values.count)"
        }
        let rows = try await pool.query(
            """
            SELECT * FROM \(table) WHERE \(conditions)
            ORDER BY \(time), \(hasInstrument ? order : "service, shard, stream, entry_id") LIMIT \(Self.limit + 1)
            """, values)
        guard rows.count <= Self.limit else { throw Self.tooMany }
        return Array(rows)
    }
}

extension PostgresRow {
    fileprivate func barReference() throws -> DecisionReference {
        let interval: Interval = try word("interval")
        guard
            let reference = DecisionReference(
                "decision/\(try instrument())/\(interval.rawValue)/\(try integer("opened_at"))")
        else { throw PostgresError.unreadable(column: "opened_at") }
        return reference
    }

    fileprivate func gap() throws -> GapConfirmed {
        GapConfirmed(
            instrument: try instrument(), interval: try word("interval"), from: try moment("from_at"),
            until: try moment("until_at"))
    }

    fileprivate func rejection() throws -> EntryRejected {
        EntryRejected(
            service: try word("service"), stream: try word("stream"), shard: Shard(Int(try integer("shard"))),
            entryID: try text("entry_id"), reason: try text("reason"), original: try list("original"),
            occurredAt: try moment("occurred_at"))
    }
}
