public import Domain
import FoundationEssentials

extension Confirmer {
    /// The state in a form that does not depend on a dictionary's order.
    private struct Stored: Codable {
        struct Entry: Codable {
            let series: BarSeries
            let state: SeriesState
        }
        /// The engines the joins were made for, in their order.
        let engines: [String]
        let entries: [Entry]
    }

    /// The state again.
    ///
    /// Answers of engines that are no longer registered are dropped; a newly registered engine starts without
    /// any, so the bars that wait are decided once it has answered them or passed them by.
    public init(shard: Shard, settings: ConfirmerSettings, snapshot: [UInt8]) throws {
        self.init(shard: shard, settings: settings)
        let stored = try JSONDecoder().decode(Stored.self, from: Data(snapshot))
        let sources = settings.engines.map { stored.engines.firstIndex(of: $0.name) }
        for entry in stored.entries {
            series[entry.series] = SeriesState(
                join: entry.state.join.rearranged(sources), confirmedAt: entry.state.confirmedAt)
        }
    }

    /// The whole state, the same bytes for the same state.
    public func snapshot() throws -> [UInt8] {
        let entries = series.sorted { $0.key < $1.key }.map { Stored.Entry(series: $0.key, state: $0.value) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return Array(try encoder.encode(Stored(engines: settings.engines.map(\.name), entries: entries)))
    }
}
