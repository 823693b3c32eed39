import RouterCore
import ServiceRuntime

extension RouterSettings {
    init(_ settings: ResolvedSettings) {
        let intervals = settings[MarketKeys.intervals]
        self.init(
            baseInterval: intervals[0], higherIntervals: Array(intervals.dropFirst()),
            maximumHeldBars: settings[RouterKeys.heldBars], maximumHoleDays: settings[RouterKeys.holeDays])
    }
}
