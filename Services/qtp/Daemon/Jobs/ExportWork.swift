import Domain
import Messages
import OperatorCore

/// Reads what was recorded back and writes it as `qtp export` does.
struct ExportWork: JobWork {
    static let kind = JobKind.export
    let tools: JobTools

    struct Summary: Encodable {
        let signals: Int
        let decisions: Int
        let orders: Int
        let fills: Int
    }

    func run(_ parameters: JobParameters, in context: JobContext) async throws -> Summary {
        let recorded = RecordedResults(
            tools.pool, range: parameters.range, instrument: parameters.instrument("instrument"))
        // Reading takes nearly all of the time; the last tenth is for sorting and writing.
        let results = try await recorded.load { done, total in
            try await context.progress(done, of: total + total / 9, "\(done) of \(total) records read")
        }
        try await context.save(results)
        return Summary(
            signals: results.signals.count, decisions: results.decisions.count, orders: results.orders.count,
            fills: results.fills.count)
    }
}

extension JobContext {
    /// Leaves the result files.
    func save(_ results: Results) async throws {
        for file in ResultFile.allCases {
            try checkpoint()
            try await save(file.name, mediaType: "application/x-ndjson", file.bytes(of: results))
        }
    }
}
