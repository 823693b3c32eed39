import Domain
import FoundationEssentials
import Messages
import Testing

@testable import ServiceRuntime

@Suite struct `Resolved settings` {
    private let schema = SettingsSchema.of(.confirmer)
    private let key = "b7f2c09d41ea8356"

    private func resolve(
        _ environment: [String: String] = [:], yaml: String? = nil, schema: SettingsSchema? = nil
    ) throws -> ResolvedSettings {
        let file = try yaml.map { try ConfigurationFile(path: "test.yaml", text: $0) }
        return try ResolvedSettings(
            schema ?? self.schema, suite: .suite, environment: environment, file: file)
    }

    @Test func `the environment wins over the file, and the file over the default`() throws {
        let yaml = "confirmer:\n  threshold: 0.5\n  cooldown-bars: 7\n"
        let settings = try resolve(["QTP_CONFIRMER_THRESHOLD": "0.75"], yaml: yaml)
        #expect(settings[ConfirmerKeys.threshold] == Rate("0.75"))
        #expect(settings[ConfirmerKeys.cooldown] == 7)
        #expect(settings[ConfirmerKeys.timeToLive] == ConfirmerKeys.timeToLive.defaultValue)
    }

    @Test(arguments: ServiceName.allCases)
    func `the example of deploy is accepted by every daemon`(service: ServiceName) throws {
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let text = try String(contentsOfFile: "/\(package)/deploy/suite.yaml", encoding: .utf8)
        let settings = try resolve(
            ["QTP_GATEWAY_API_KEY": "b7f2c09d41ea8356"], yaml: text, schema: SettingsSchema.of(service))
        #expect(settings[BusKeys.redisURL].description == "redis://127.0.0.1:6379")
    }

    @Test func `an unknown variable is refused and the nearest known one is named`() {
        #expect {
            try resolve(["QTP_REDIS_ULR": "redis://x"])
        } throws: { error in
            "\(error)" == "unknown key QTP_REDIS_ULR in the environment; did you mean QTP_REDIS_URL?"
        }
    }

    @Test func `an unknown key of the file is refused and the nearest known one is named`() {
        #expect {
            try resolve(yaml: "confirmer: {treshold: 0.5}")
        } throws: { error in
            "\(error)" == "unknown key confirmer.treshold in test.yaml; did you mean confirmer.threshold?"
        }
    }

    @Test func `what clients are told in the same shell is no key`() throws {
        _ = try resolve(["QTP_URL": "http://127.0.0.1:8080", "QTP_KEY": "qtp_a_b", "QTP_MODEL": "any"])
    }

    @Test func `keys of other services are passed over, and their values are not judged`() throws {
        _ = try resolve(["QTP_GATEWAY_PORT": "many", "HOME": "/", "QTP_CONFIG": "test.yaml"])
    }

    @Test(arguments: [
        ("QTP_SHARDS", "0", "must be 1 to 1024"), ("QTP_SHARDS", "x", "must be an integer"),
        ("QTP_LOG_LEVEL", "loud", "must be a trace"), ("QTP_REDIS_URL", "nowhere", "must be a URL"),
        ("QTP_REDIS_URL", "http://host", "must be redis:// and a host"),
        ("QTP_REDIS_URL", "unix://me@/", "must be redis:// and a host, or unix:// and a path"),
        ("QTP_REDIS_URL", "unix://host/path", "must be redis:// and a host, or unix:// and a path"),
        ("QTP_CONFIRMER_ENGINES", "a=1,a=1", "must be not empty"),
        ("QTP_CONFIRMER_THRESHOLD", "0.123456789", "must be a decimal"),
    ])
    func `a value out of form or range is refused with its rule`(name: String, text: String, rule: String) {
        #expect {
            try resolve([name: text])
        } throws: { error in
            "\(error)".contains(rule) && "\(error)".contains("\"\(text)\"") && !"\(error)".contains("\n")
        }
    }

    @Test func `lists are joined by commas or YAML sequences`() throws {
        let router = SettingsSchema.of(.router)
        let joined = try resolve(["QTP_INTERVALS": "5m, 1h"], schema: router)
        #expect(joined[MarketKeys.intervals] == [.fiveMinutes, .oneHour])
        let sequence = try resolve(yaml: "intervals:\n  - 1m\n  - 4h\n", schema: router)
        #expect(sequence[MarketKeys.intervals] == [.oneMinute, .fourHours])
    }

    @Test func `the gateway does not start without a key, nor with a short one, and never shows it`() {
        let gateway = SettingsSchema.of(.gateway)
        #expect(
            throws: ConfigurationError.missing(key: "gateway.api-key", environmentName: "QTP_GATEWAY_API_KEY")
        ) {
            try resolve(schema: gateway)
        }
        for short in ["", "fifteen-letters", "0123456789abcdef"] {
            #expect {
                try resolve(["QTP_GATEWAY_API_KEY": short], schema: gateway)
            } throws: { error in
                "\(error)"
                    == "gateway.api-key in the environment must be at least 16 bytes, 8 of them different, no placeholder and no repetition"
            }
        }
    }

    @Test func `the gateway gives out no tokens where nothing signs them, and signs with nothing obvious`()
        throws
    {
        let gateway = SettingsSchema.of(.gateway)
        #expect(try resolve(["QTP_GATEWAY_API_KEY": key], schema: gateway)[AccessKeys.tokenSecret].isEmpty)
        for bad in [key, "0123456789abcdef0123456789abcdef"] {
            #expect(throws: ConfigurationError.self) {
                try resolve(
                    ["QTP_GATEWAY_API_KEY": key, "QTP_GATEWAY_TOKEN_SECRET": bad], schema: gateway)
            }
        }
    }

    @Test func `the gateway listens on this machine alone unless it is told otherwise`() throws {
        let settings = try resolve(["QTP_GATEWAY_API_KEY": key], schema: SettingsSchema.of(.gateway))
        #expect(settings[GatewayKeys.host] == "127.0.0.1" && settings[ProcessKeys.adminHost] == "127.0.0.1")
    }

    @Test func `a secret can be a file, whose last line end does not count`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "qtp-secret-\(UUID().uuidString)")
            .path()
        try Data("\(key)\n".utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let gateway = SettingsSchema.of(.gateway)
        let byVariable = try resolve(["QTP_GATEWAY_API_KEY_FILE": path], schema: gateway)
        #expect(byVariable[GatewayKeys.apiKey].revealed == key)
        let byFile = try resolve(yaml: "gateway: {api-key-file: \(path)}", schema: gateway)
        #expect(byFile[GatewayKeys.apiKey].revealed == key)
        #expect(throws: ConfigurationError.ambiguous(key: "gateway.api-key", source: "the environment")) {
            try resolve(["QTP_GATEWAY_API_KEY_FILE": path, "QTP_GATEWAY_API_KEY": key], schema: gateway)
        }
        #expect {
            try resolve(["QTP_GATEWAY_API_KEY_FILE": path + "x"], schema: gateway)
        } throws: { error in
            "\(error)".hasPrefix("cannot read \(path)x")
        }
    }

    @Test func `printing the configuration hides secrets and tells sources`() throws {
        let environment = [
            "QTP_GATEWAY_API_KEY": key, "QTP_REDIS_URL": "redis://me:hidden@host:1",
            "QTP_POSTGRES_PASSWORD": "hidden",
        ]
        let printed = try resolve(environment, yaml: "shards: 4", schema: .of(.gateway)).printed
        #expect(!printed.contains(key) && !printed.contains("hidden"))
        #expect(printed.contains("gateway.api-key: \"<redacted>\"  # the environment\n"))
        #expect(printed.contains("redis.url: \"redis://me:<redacted>@host:1\"  # the environment\n"))
        #expect(printed.contains("shards: \"4\"  # test.yaml\n"))
        #expect(printed.contains("gateway.port: \"8080\"  # default\n"))
    }

    @Test(arguments: ["- a\n- b\n", "a: [1, {b: 2}]\n", "a: [1\n", "just text"])
    func `a file that is no mapping of plain values is refused`(yaml: String) {
        #expect(throws: ConfigurationError.self) { try resolve(yaml: yaml) }
    }

    @Test func `an empty file says nothing`() throws {
        #expect(try resolve(yaml: "# nothing\n")[BusKeys.shards] == 16)
    }
}

@Suite struct `The suite's keys` {
    @Test func `are each declared once, with a default that keeps their own rule`() {
        let settings = SettingsSchema.suite.settings
        #expect(Set(settings.map(\.name)).count == settings.count)
        #expect(Set(settings.map(\.environmentName)).count == settings.count)
        for setting in settings where !setting.isSecret {
            let text = setting.defaultText
            #expect(text.flatMap(setting.problem) == nil, "\(setting.name)")
        }
    }

    @Test func `of every daemon are among them`() {
        let known = Set(SettingsSchema.suite.settings.map(\.name))
        for service in [
            SettingsSchema.of(.gateway), .of(.marketFeed), .of(.recorder), .of(.executor), .operator,
        ] {
            #expect(known.isSuperset(of: service.settings.map(\.name)))
        }
    }

    @Test func `have a row each in the reference page`() {
        let page = ConfigurationReference.markdown()
        for setting in SettingsSchema.suite.settings {
            #expect(page.contains("| `\(setting.name)` | `\(setting.environmentName)` |"))
        }
    }
}
