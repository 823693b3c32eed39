public import Messages

extension SettingsSchema {
    /// Every key of the suite.
    public static let suite = SettingsSchema(
        common + [
            PostgresKeys.section, StorageKeys.section, MarketKeys.venueSection,
            MarketKeys.barsSection, FeedKeys.section,
            RouterKeys.section, CipherKeys.section, ProfileKeys.section, StrategyKeys.section,
            AlertKeys.section, ConfirmerKeys.section, ExecutorKeys.section, GatewayKeys.section,
            WebhookKeys.section, JobKeys.section, AccessKeys.section,
        ])

    private static let common = [ProcessKeys.section, BusKeys.section, TelemetryKeys.section]

    /// The keys one daemon reads.
    public static func of(_ service: ServiceName) -> SettingsSchema {
        let own: [Section] =
            switch service {
            case .gateway:
                [
                    PostgresKeys.section, MarketKeys.barsSection, AlertKeys.section, ExecutorKeys.section,
                    GatewayKeys.section, WebhookKeys.section, JobKeys.section, AccessKeys.section,
                ]
            case .router: [MarketKeys.barsSection, RouterKeys.section, AlertKeys.section]
            case .cipherEngine: [CipherKeys.section]
            case .volumeProfile: [ProfileKeys.section]
            case .strategyGen: [StrategyKeys.section]
            case .confirmer: [AlertKeys.section, ConfirmerKeys.section]
            case .executor: [PostgresKeys.section, ExecutorKeys.section]
            case .marketFeed: [MarketKeys.venueSection, MarketKeys.barsSection, FeedKeys.section]
            case .recorder: [PostgresKeys.section, StorageKeys.section]
            case .worker: [PostgresKeys.section] + engines.sections + [JobKeys.section]
            }
        return SettingsSchema(common + own)
    }

    /// The keys that decide what the engines answer: whoever replays them may want others.
    public static let engines = SettingsSchema([
        MarketKeys.barsSection, RouterKeys.section, CipherKeys.section, ProfileKeys.section,
        StrategyKeys.section, AlertKeys.section, ConfirmerKeys.section, ExecutorKeys.section,
    ])

    /// The keys the operator's command line reads: it replays all engines in one process.
    public static let `operator` = SettingsSchema(
        common + [PostgresKeys.section, MarketKeys.venueSection] + engines.sections + [JobKeys.section])
}
