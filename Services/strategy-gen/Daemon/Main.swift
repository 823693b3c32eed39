import DaemonShell
import ServiceRuntime
import StrategyGenCore

@main enum Main {
    static func main() async {
        await StageDaemon.main(
            StrategyEvaluator.self,
            settings: { StrategySettings(maximumStrategies: $0[StrategyKeys.maximum]) },
            problems: { $0.problems })
    }
}
