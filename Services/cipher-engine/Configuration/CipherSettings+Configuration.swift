public import CipherEngineCore
public import ServiceRuntime

extension CipherSettings {
    /// The settings as the configuration says, for the daemon and for a replay alike.
    public init(configuration settings: ResolvedSettings) {
        self.init(
            waveTrendChannel: settings[CipherKeys.channel], waveTrendAverage: settings[CipherKeys.average],
            waveTrendSignal: settings[CipherKeys.signal], overbought: settings[CipherKeys.overbought],
            oversold: settings[CipherKeys.oversold],
            relativeStrengthLength: settings[CipherKeys.relativeStrength],
            moneyFlowPeriod: settings[CipherKeys.moneyFlow])
    }
}
