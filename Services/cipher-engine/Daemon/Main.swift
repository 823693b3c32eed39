import CipherEngineCore
import DaemonShell
import ServiceRuntime

@main enum Main {
    static func main() async {
        await StageDaemon.main(CipherEngine.self, settings: CipherSettings.init(configuration:))
    }
}

extension CipherSettings {
    init(configuration settings: ResolvedSettings) {
        self.init(
            waveTrendChannel: settings[CipherKeys.channel], waveTrendAverage: settings[CipherKeys.average],
            waveTrendSignal: settings[CipherKeys.signal], overbought: settings[CipherKeys.overbought],
            oversold: settings[CipherKeys.oversold],
            relativeStrengthLength: settings[CipherKeys.relativeStrength],
            moneyFlowPeriod: settings[CipherKeys.moneyFlow])
    }
}
