import Bus
import CoreMetrics
import Domain
import FoundationEssentials
import Logging
import Messages
import Postgres
import ServiceRuntime

/// Writes orders and fills down before anybody hears of them, together with the batch that caused them.
struct PostgresJournal: EffectJournal {
    private let pool: PostgresPool
    private let age = CoreMetrics.Timer(label: "qtp_journal_age_seconds")
    /// What was decided longer ago is not late but history: a replay's, or a backfill's.
    private static let longestAge: Int64 = 3_600_000

    /// A journal with connections of its own; the database must have been migrated.
    init(_ options: PostgresOptions, logger: Logger) {
        pool = PostgresPool(options, logger: logger)
    }

    func lastPlan(of shard: Shard) async throws -> BatchPlan? {
        do {
            let rows = try await pool.query(
                "SELECT plan FROM executor_batches WHERE shard = $1", [PostgresValue(shard.index)])
            guard let row = rows.first else { return nil }
            return try JSONDecoder().decode(BatchPlan.self, from: Data(try row.text("plan").utf8))
        } catch {
            throw BusError(journalling: error)
        }
    }

    func record(_ plan: BatchPlan, token: Int64, outputs: [Message.Body]) async throws(BusError) {
        let orders = outputs.compactMap { output -> Order? in
            guard case .orderChanged(let body) = output, body.order.status == .journalled else { return nil }
            return body.order
        }
        let fills = outputs.compactMap { output -> Fill? in
            guard case .fillRecorded(let body) = output else { return nil }
            return body.fill
        }
        do {
            let text = String(decoding: try JSONEncoder().encode(plan), as: UTF8.self)
            let shard = PostgresValue(plan.shard.index)
            let values =
                [shard, PostgresValue(token), PostgresValue(text)] + Self.columns(of: orders)
                + Self.columns(of: fills)
            let recorded = try await pool.run { connection in
                try connection.query(Self.write, values).first?.integer("recorded")
            }
            guard recorded == 1 else { throw BusError.fenced(plan.shard) }
            tell(of: orders)
        } catch {
            throw BusError(journalling: error)
        }
    }

    private func tell(of orders: [Order]) {
        let now = Timestamp.now.milliseconds
        for order in orders {
            let milliseconds = now - order.updatedAt.milliseconds
            guard (0...Self.longestAge).contains(milliseconds) else { continue }
            age.recordMilliseconds(milliseconds)
        }
    }

    /// One statement, hence one transaction and one round trip: this stands between a decision and its order.
    ///
    /// The first part raises the token and locks the shard's row, or, where a newer token is there, gives no
    /// row; the rest then has nothing to insert.
    private static let write = PreparedStatement(
        "journal",
        """
        WITH batch AS (
            INSERT INTO executor_batches (shard, token, plan) VALUES ($1, $2, $3)
            ON CONFLICT (shard) DO UPDATE SET token = EXCLUDED.token, plan = EXCLUDED.plan
            WHERE executor_batches.token <= EXCLUDED.token
            RETURNING shard, token
        ), orders AS (
            INSERT INTO journal_orders
                (client_order_id, cause_id, instrument, side, quantity, occurred_at, shard, token)
            SELECT new.*, batch.shard, batch.token
            FROM batch, unnest(
                $4::text[], $5::text[], $6::text[], $7::text[], $8::numeric[], $9::bigint[]) AS new
            ON CONFLICT DO NOTHING
        ), fills AS (
            INSERT INTO journal_fills
                (fill_id, client_order_id, instrument, side, price, quantity, fee, occurred_at, shard, token)
            SELECT new.*, batch.shard, batch.token
            FROM batch, unnest(
                $10::text[], $11::text[], $12::text[], $13::text[], $14::numeric[], $15::numeric[],
                $16::numeric[], $17::bigint[]) AS new
            ON CONFLICT DO NOTHING
        )
        SELECT count(*) AS recorded FROM batch
        """)

    private static func columns(of orders: [Order]) -> [PostgresValue] {
        [
            PostgresValue(array: orders.map(\.clientOrderID)), PostgresValue(array: orders.map(\.causeID)),
            PostgresValue(array: orders.map(\.instrument.description)),
            PostgresValue(array: orders.map(\.side.rawValue)),
            PostgresValue(array: orders.map(\.quantity.description)),
            PostgresValue(array: orders.map(\.updatedAt.description)),
        ]
    }

    private static func columns(of fills: [Fill]) -> [PostgresValue] {
        [
            PostgresValue(array: fills.map(\.id)), PostgresValue(array: fills.map(\.clientOrderID)),
            PostgresValue(array: fills.map(\.instrument.description)),
            PostgresValue(array: fills.map(\.side.rawValue)),
            PostgresValue(array: fills.map(\.price.description)),
            PostgresValue(array: fills.map(\.quantity.description)),
            PostgresValue(array: fills.map(\.fee.description)),
            PostgresValue(array: fills.map(\.occurredAt.description)),
        ]
    }
}

extension BusError {
    /// What an error of the database means to the stage that wanted to write.
    init(journalling error: any Error) {
        switch error {
        case let error as BusError: self = error
        case PostgresError.unavailable(let reason): self = .unavailable(reason: reason)
        case is CancellationError: self = .unavailable(reason: "cancelled")
        default: self = .refused(reason: "\(error)")
        }
    }
}
