import ConfirmerCore
import DaemonShell
import ServiceRuntime

@main enum Main {
    static func main() async {
        await StageDaemon.main(
            Confirmer.self, settings: ConfirmerSettings.init(configuration:), problems: { $0.problems })
    }
}

extension ConfirmerSettings {
    init(configuration settings: ResolvedSettings) {
        let quorum = settings[ConfirmerKeys.quorum]
        self.init(
            engines: settings[ConfirmerKeys.engines].map { Engine($0.engine, weight: $0.weight) },
            quorum: quorum == 0 ? nil : quorum, threshold: settings[ConfirmerKeys.threshold],
            vetoStrength: settings[ConfirmerKeys.vetoStrength],
            cooldownBars: settings[ConfirmerKeys.cooldown],
            timeToLiveBars: settings[ConfirmerKeys.timeToLive])
    }
}
