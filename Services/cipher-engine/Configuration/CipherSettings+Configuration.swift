public import CipherEngineCore
public import ServiceRuntime

extension CipherSettings {
    /// The settings as the configuration says, for the daemon and for a replay alike.
    public init(configuration settings: ResolvedSettings) {
        let standard: [(name: String, value: Double)] = [
            ("wt_channel", Double(settings[CipherKeys.channel])),
            ("wt_average", Double(settings[CipherKeys.average])),
            ("wt_ma", Double(settings[CipherKeys.signal])), ("ob1", settings[CipherKeys.overbought]),
            ("os1", settings[CipherKeys.oversold]),
            ("rsi_len", Double(settings[CipherKeys.relativeStrength])),
            ("mfi_period", Double(settings[CipherKeys.moneyFlow])),
        ]
        let further = settings[CipherKeys.parameters].map {
            Change(instrument: $0.instrument, interval: $0.interval, name: $0.name, value: $0.value)
        }
        self.init(changes: standard.map { Change(name: $0.name, value: $0.value) } + further)
    }
}
