import Domain
import GatewayCore
import Postgres

/// Which instruments and bars the suite works with: what is about any other would never come to anything.
struct MarketScope: Sendable {
    let pool: PostgresPool
    /// Intervals of the bars that are made, shortest first.
    let intervals: [Interval]

    /// Refuses what is about an instrument or a bar that the suite does not work with.
    ///
    /// - Throws: ``Problem`` with every fault.
    func require(
        _ instruments: [(instrument: InstrumentID, place: [String])],
        _ bars: [(interval: Interval, place: [String])] = []
    ) async throws {
        let known = intervals.map(\.rawValue).joined(separator: ", ")
        var faults = bars.filter { !intervals.contains($0.interval) }.map { interval, place in
            Problem.Fault(
                place, "must be one the suite works with: \(known)", kind: "value_error",
                input: .text(interval.rawValue), context: ["expected": .text(known)])
        }
        let listed = try await listed(instruments.map(\.instrument))
        for (instrument, place) in instruments where !listed.contains(instrument.description) {
            faults.append(
                Problem.Fault(
                    place, "must be an instrument the suite works with; GET /v1/instruments lists them",
                    kind: "value_error", input: .text(instrument.description)))
        }
        guard faults.isEmpty else { throw Problem.invalid(faults) }
    }

    private func listed(_ instruments: [InstrumentID]) async throws -> Set<String> {
        guard !instruments.isEmpty else { return [] }
        let rows = try await pool.query(
            "SELECT instrument FROM instruments WHERE instrument = ANY ($1::text[])",
            [PostgresValue(array: instruments.map(\.description))])
        return Set(try rows.map { try $0.text("instrument") })
    }
}
