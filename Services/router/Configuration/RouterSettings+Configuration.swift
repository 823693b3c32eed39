public import RouterCore
public import ServiceRuntime

extension RouterSettings {
    /// The settings as the configuration says, for the daemon and for a replay alike.
    public init(configuration settings: ResolvedSettings) {
        let intervals = settings[MarketKeys.intervals]
        self.init(
            baseInterval: intervals[0], higherIntervals: Array(intervals.dropFirst()),
            maximumHeldBars: settings[RouterKeys.heldBars], maximumHoleDays: settings[RouterKeys.holeDays],
            alerts: settings[AlertKeys.enabled] ? AlertSettings(windowBars: settings[AlertKeys.window]) : nil)
    }
}
