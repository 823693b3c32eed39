import Domain
import Foundation
import Logging
import Postgres
import TradeRecords

/// Stores the trades of a file as the recorder does: `storage-bench URL FILE BATCH direct|merge`.
///
/// The file has a line for each trade, cells separated by tabs, as `\copy` takes it. Reading it is not measured; prints the
/// seconds from the first batch to the last commit.
@main enum Main {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 5, let size = Int(arguments[3]), size > 0,
            let way: TradeWriter.Way = ["direct": .direct, "merge": .merge][arguments[4]]
        else {
            print("usage: storage-bench URL FILE BATCH direct|merge")
            exit(2)
        }
        let options = try PostgresOptions(
            url: arguments[1], connections: 1, statementTimeoutMilliseconds: 0)
        let pool = PostgresPool(
            options, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() },
            prologue: [TradeWriter.prologue])
        let trades = try String(contentsOfFile: arguments[2], encoding: .utf8)
            .split(separator: "\n").compactMap(trade)
        _ = try await pool.query("SELECT 1")
        let elapsed = try await ContinuousClock().measure {
            for start in stride(from: 0, to: trades.count, by: size) {
                let batch = TradeBatch(Array(trades[start..<min(start + size, trades.count)]))
                try await pool.transaction { connection in
                    try TradeWriter.store(batch, by: way, on: connection)
                }
            }
        }
        print(elapsed / .seconds(1))
    }

    private static func trade(_ line: Substring) -> Trade? {
        let cells = line.split(separator: "\t").map(String.init)
        guard cells.count == 6, let instrument = InstrumentID(cells[0]), let id = Int64(cells[1]),
            let time = Int64(cells[2]), let price = Price(cells[3]), let quantity = Quantity(cells[4]),
            let aggressor = Side(rawValue: cells[5])
        else { return nil }
        return Trade(
            instrument: instrument, id: id, occurredAt: Timestamp(milliseconds: time), price: price,
            quantity: quantity, aggressor: aggressor)
    }
}
