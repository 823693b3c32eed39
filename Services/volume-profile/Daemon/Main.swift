import DaemonShell
import ServiceRuntime
import VolumeProfileConfiguration
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
