public import Messages

extension SettingsSchema {
    /// Every key of the suite.
    public static let suite = SettingsSchema(
        common + [
            PostgresSettings.section, MarketSettings.venueSection, MarketSettings.barsSection,
            GatewaySettings.section,
        ])

    private static let common = [ProcessSettings.section, BusSettings.section]

    /// The keys one daemon reads.
    public static func of(_ service: ServiceName) -> SettingsSchema {
        let own: [Section] =
            switch service {
            case .gateway: [PostgresSettings.section, GatewaySettings.section]
            case .router: [MarketSettings.barsSection]
            case .cipherEngine: []
            case .volumeProfile: []
            case .strategyGen: []
            case .confirmer: []
            case .executor: [PostgresSettings.section, MarketSettings.barsSection]
            case .marketFeed: [MarketSettings.venueSection, MarketSettings.barsSection]
            case .recorder: [PostgresSettings.section]
            }
        return SettingsSchema(common + own)
    }

    /// The keys the operator's command line reads.
    public static let `operator` = SettingsSchema([
        ProcessSettings.section, BusSettings.section, PostgresSettings.section,
    ])
}
