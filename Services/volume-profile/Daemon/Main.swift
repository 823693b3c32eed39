import DaemonShell
import ServiceRuntime
import VolumeProfileCore

@main enum Main {
    static func main() async {
        await StageDaemon.main(VolumeProfiler.self, settings: ProfileSettings.init(configuration:)) {
            settings in
            settings.minimumBars <= settings.rollingLength
                ? [] : ["profile.minimum-bars must be at most profile.rolling-length"]
        }
    }
}

extension ProfileSettings {
    init(configuration settings: ResolvedSettings) {
        let rowTicks = settings[ProfileKeys.rowTicks]
        self.init(
            rollingLength: settings[ProfileKeys.rollingLength],
            minimumBars: settings[ProfileKeys.minimumBars],
            rowTicks: rowTicks == 0 ? nil : Int64(rowTicks), maximumRows: settings[ProfileKeys.maximumRows],
            valueAreaFraction: settings[ProfileKeys.valueArea])
    }
}
