public import ExecutorCore
public import ServiceRuntime

extension ExecutorSettings {
    /// The settings as the configuration says, for the daemon and for a replay alike.
    public init(configuration settings: ResolvedSettings) {
        self.init(
            interval: settings[ExecutorKeys.interval], capital: settings[ExecutorKeys.capital],
            riskFraction: settings[ExecutorKeys.riskFraction],
            allowsShort: settings[ExecutorKeys.allowsShort],
            feeRate: settings[ExecutorKeys.feeRate], slippageRate: settings[ExecutorKeys.slippageRate],
            maximumOrderNotional: settings[ExecutorKeys.maximumOrder],
            maximumPositionNotional: settings[ExecutorKeys.maximumPosition])
    }
}
