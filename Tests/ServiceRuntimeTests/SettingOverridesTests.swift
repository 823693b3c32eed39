import Domain
import ServiceRuntime
import Testing

@Suite struct `Settings that differ` {
    private func resolved() throws -> ResolvedSettings {
        try ResolvedSettings(.operator, environment: [:], file: nil)
    }

    @Test func `replace those of the deployment, and leave the others`() throws {
        let text = " confirmer.threshold = 0.4 ; executor.capital=50000\nconfirmer.engines=cipher-engine=1;"
        let settings = try resolved().replacing(try SettingOverrides(text, within: .engines))
        #expect(settings[ConfirmerKeys.threshold] == Rate(basisPoints: 4_000))
        #expect(settings[ExecutorKeys.capital] == Notional(whole: 50_000))
        #expect(settings[ConfirmerKeys.engines] == [EngineWeight("cipher-engine", Rate(whole: 1))])
        #expect(settings[ConfirmerKeys.cooldown] == 4)
    }

    @Test func `may be none`() throws {
        let settings = try resolved().replacing(try SettingOverrides("", within: .engines))
        #expect(settings.printed == (try resolved().printed))
    }

    @Test(
        arguments: zip(
            [
                "confirmer.treshold=0.4", "redis.url=redis://elsewhere", "confirmer.threshold=7",
                "confirmer.threshold", "confirmer.quorum=1; confirmer.quorum=2",
            ],
            [
                "unknown key confirmer.treshold in the settings; did you mean confirmer.threshold?",
                "unknown key redis.url in the settings",
                "confirmer.threshold in the settings must be 0.00000001 to 1, not \"7\"",
                "confirmer.threshold in the settings must be a decimal, not \"\"",
                "confirmer.quorum in the settings is there twice, not \"2\"",
            ]))
    func `are refused in words a person can act on`(text: String, expected: String) throws {
        let error = #expect(throws: ConfigurationError.self) {
            try SettingOverrides(text, within: .engines)
        }
        #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
    }
}
