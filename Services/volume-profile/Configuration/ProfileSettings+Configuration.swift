public import ServiceRuntime
public import VolumeProfileCore

extension ProfileSettings {
    /// The settings as the configuration says, for the daemon and for a replay alike.
    public init(configuration settings: ResolvedSettings) {
        let rowTicks = settings[ProfileKeys.rowTicks]
        self.init(
            rollingLength: settings[ProfileKeys.rollingLength],
            minimumBars: settings[ProfileKeys.minimumBars],
            rowTicks: rowTicks == 0 ? nil : Int64(rowTicks), maximumRows: settings[ProfileKeys.maximumRows],
            valueAreaFraction: settings[ProfileKeys.valueArea])
    }
}
