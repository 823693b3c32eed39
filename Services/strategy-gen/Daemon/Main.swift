import DaemonShell
import ServiceRuntime
import StrategyGenConfiguration
import StrategyGenCore

@main enum Main {
    static func main() async {
        await StageDaemon.main(
            StrategyEvaluator.self, settings: StrategySettings.init(configuration:), problems: { $0.problems }
        )
    }
}
