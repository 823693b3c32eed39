public import Strategies

/// What strategy-gen was told at start.
public struct StrategySettings: Sendable, Equatable {
    /// Strategies of a shard that starts without a snapshot; names are unique.
    ///
    /// Default ``Strategies/Strategy/builtIn``.
    ///
    /// Later the deployed ones count: a snapshot brings its own.
    public var strategies: [Strategy]
    /// How many may be deployed at once, 1 to 1000.
    ///
    /// Default 64.
    public var maximumStrategies: Int

    /// Settings, by default with the built-in strategies.
    public init(strategies: [Strategy] = Strategy.builtIn, maximumStrategies: Int = 64) {
        self.strategies = strategies
        self.maximumStrategies = maximumStrategies
    }

    /// What is wrong with them, for whoever starts the service; empty when all is well.
    public var problems: [String] {
        var problems: [String] = []
        if !(1...1000).contains(maximumStrategies) {
            problems.append("maximumStrategies is \(maximumStrategies), 1 to 1000 make sense")
        }
        if strategies.count > maximumStrategies {
            problems.append(
                "there are \(strategies.count) strategies, at most \(maximumStrategies) are allowed")
        }
        var names: Set<String> = []
        for strategy in strategies {
            if !names.insert(strategy.name).inserted {
                problems.append("two strategies are named \(strategy.name)")
            }
            do throws(StrategyError) {
                try strategy.validate()
            } catch {
                problems.append("\(strategy.name): \(error)")
            }
        }
        return problems
    }
}
