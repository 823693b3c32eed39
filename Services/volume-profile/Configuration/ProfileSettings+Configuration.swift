import Profiles
public import ServiceRuntime
public import VolumeProfileCore

extension ProfileSettings {
    /// The settings as the configuration says, for the daemon and for a replay alike.
    public init(configuration settings: ResolvedSettings) {
        let rowTicks = settings[ProfileKeys.rowTicks]
        var signals = Signals()
        signals.acceptedCloses = settings[ProfileKeys.acceptedCloses]
        signals.migrationRows = settings[ProfileKeys.migrationRows]
        signals.nakedSessions = settings[ProfileKeys.nakedSessions]
        signals.rollingRejection = settings[ProfileKeys.rollingRejection]
        signals.sessionRejection = settings[ProfileKeys.sessionRejection]
        signals.acceptance = settings[ProfileKeys.acceptance]
        signals.migration = settings[ProfileKeys.migration]
        signals.nakedTouch = settings[ProfileKeys.nakedTouch]
        signals.nodeBreak = settings[ProfileKeys.nodeBreak]
        // The rules themselves are part of the settings: a snapshot made under others is made anew.
        let zone = settings[ProfileKeys.sessionZone]
        let rules = zone == "UTC" ? nil : TimeZoneFile.read(zone).flatMap(ZoneRules.init(file:))
        self.init(
            rollingLength: settings[ProfileKeys.rollingLength],
            minimumBars: settings[ProfileKeys.minimumBars],
            rowTicks: rowTicks == 0 ? nil : Int64(rowTicks), maximumRows: settings[ProfileKeys.maximumRows],
            valueAreaFraction: settings[ProfileKeys.valueArea],
            clock: SessionClock(
                length: Int64(settings[ProfileKeys.sessionLength]) * 60_000,
                offset: Int64(settings[ProfileKeys.sessionStart]) * 60_000, zone: rules),
            signals: signals)
    }
}
