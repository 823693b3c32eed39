public import ConfirmerCore
public import ServiceRuntime

extension ConfirmerSettings {
    /// The settings as the configuration says, for the daemon and for a replay alike.
    public init(configuration settings: ResolvedSettings) {
        let quorum = settings[ConfirmerKeys.quorum]
        let outside = settings[AlertKeys.enabled] ? [Engine.external(weight: settings[AlertKeys.weight])] : []
        self.init(
            engines: settings[ConfirmerKeys.engines].map { Engine($0.engine, weight: $0.weight) } + outside,
            quorum: quorum == 0 ? nil : quorum, threshold: settings[ConfirmerKeys.threshold],
            vetoStrength: settings[ConfirmerKeys.vetoStrength],
            cooldownBars: settings[ConfirmerKeys.cooldown],
            timeToLiveBars: settings[ConfirmerKeys.timeToLive])
    }
}
