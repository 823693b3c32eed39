import ConfirmerConfiguration
import ConfirmerCore
import DaemonShell
import ServiceRuntime

@main enum Main {
    static func main() async {
        await StageDaemon.main(
            Confirmer.self, settings: ConfirmerSettings.init(configuration:), problems: { $0.problems })
    }
}
