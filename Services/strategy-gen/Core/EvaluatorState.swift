import Domain
import Pipeline
import Strategies

/// The evaluator's state as it is written.
struct EvaluatorState: Codable {
    /// A series without its strategies' texts, which are written once for all series.
    struct Series: Codable {
        let key: BarSeries.Key
        let lastOpenedAt: Timestamp?
        /// The memory of each strategy that reads these bars.
        let memories: [Memory]
    }
    /// What one strategy remembers of one series.
    struct Memory: Codable {
        let strategy: String
        let memory: RunningStrategy.Memory
    }
    /// A memory of a strategy that is not in the snapshot.
    struct UnknownStrategy: Error, Equatable {
        let name: String
    }
    /// By name.
    let strategies: [Strategy]
    /// By instrument and interval.
    let series: [Series]
    let commands: RememberedIDs
}

extension EvaluatorState.Series {
    init(_ series: BarSeries) {
        key = series.key
        lastOpenedAt = series.lastOpenedAt
        memories = series.running.map { EvaluatorState.Memory(strategy: $0.strategy.name, memory: $0.memory) }
    }

    func restored(with strategies: [Strategy]) throws -> BarSeries {
        let running = try memories.map { item in
            guard let strategy = strategies.first(where: { $0.name == item.strategy }) else {
                throw EvaluatorState.UnknownStrategy(name: item.strategy)
            }
            return try RunningStrategy(strategy, memory: item.memory)
        }
        return BarSeries(key, lastOpenedAt: lastOpenedAt, running: running)
    }
}
