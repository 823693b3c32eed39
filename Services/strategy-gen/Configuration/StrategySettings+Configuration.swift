public import ServiceRuntime
public import StrategyGenCore

extension StrategySettings {
    /// The settings as the configuration says, for the daemon and for a replay alike.
    public init(configuration settings: ResolvedSettings) {
        self.init(maximumStrategies: settings[StrategyKeys.maximum])
    }
}
