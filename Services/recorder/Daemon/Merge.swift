import RecorderCore

/// How a table's rows get from the temporary table they are copied into to where they belong.
extension RecordedTable {
    var staging: String { "staging_\(rawValue)" }

    /// The temporary table, once for each connection; a commit empties it.
    var createStaging: String {
        "CREATE TEMPORARY TABLE \(staging) (LIKE \(rawValue)) ON COMMIT DELETE ROWS"
    }

    /// The idempotent merge: a repeat of a fact is dropped, and what holds now gives way only to what is
    /// later.
    var merge: String {
        let list = columns.joined(separator: ", ")
        return "INSERT INTO \(rawValue) (\(list)) SELECT \(list) FROM \(staging) \(onConflict)"
    }

    private var onConflict: String {
        switch self {
        case .bars, .gaps, .alertHoles, .signals, .decisions, .orderEvents, .fills, .commands,
            .replies,
            .deadLetters, .jobEvents:
            "ON CONFLICT DO NOTHING"
        case .instruments: replace("instruments.listed_at <= EXCLUDED.listed_at")
        case .alerts:
            replace("alerts.disposition = 'received' AND EXCLUDED.disposition <> 'received'")
        case .orders:
            replace(
                """
                (order_rank(orders.status), orders.filled_quantity)
                < (order_rank(EXCLUDED.status), EXCLUDED.filled_quantity)
                """)
        case .positions: replace("positions.updated_at <= EXCLUDED.updated_at")
        }
    }

    private func replace(_ condition: String) -> String {
        let assignments = columns.dropFirst().map { "\($0) = EXCLUDED.\($0)" }.joined(separator: ", ")
        return "ON CONFLICT (\(columns[0])) DO UPDATE SET \(assignments) WHERE \(condition)"
    }
}
