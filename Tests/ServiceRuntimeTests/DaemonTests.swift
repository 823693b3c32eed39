import Messages
import Testing

@testable import ServiceRuntime

@Suite struct `A daemon's command line` {
    @Test func `runs by default, with the file the environment names`() throws {
        let command = try DaemonCommand(arguments: [], environment: ["QTP_CONFIG": "a.yaml"])
        #expect(command.action == .run && command.configurationFile == "a.yaml")
    }

    @Test(arguments: [["--config", "b.yaml"], ["--config=b.yaml"]])
    func `names a file that wins over the environment's`(arguments: [String]) throws {
        let command = try DaemonCommand(arguments: arguments, environment: ["QTP_CONFIG": "a.yaml"])
        #expect(command.configurationFile == "b.yaml")
    }

    @Test(arguments: [["--confg", "b"], ["--config"], ["run"]])
    func `is refused when it makes no sense`(arguments: [String]) {
        #expect(throws: DaemonCommand.Misuse.self) {
            try DaemonCommand(arguments: arguments, environment: [:])
        }
    }
}

@Suite struct `A daemon` {
    @Test(arguments: [
        (["--what"], [:], ExitCode.usage), ([], ["QTP_SHRDS": "1"], .configuration),
        (["--config", "nowhere.yaml"], [:], .configuration), (["healthcheck"], [:], .configuration),
        (["healthcheck"], ["QTP_ADMIN_PORT": "1"], .unready),
    ])
    func `ends with a code of its own for each kind of mistake`(
        arguments: [String], environment: [String: String], expected: ExitCode
    ) async {
        let code = await Daemon.run(.confirmer, arguments: arguments, environment: environment) { _ in
            DaemonPlan(dependencies: [], services: [])
        }
        #expect(code == expected)
    }
}

@Suite struct `The health registry` {
    @Test func `is ready when everything registered is, and tells why not`() {
        let health = HealthRegistry()
        #expect(health.reasons.isEmpty)
        let redis = health.register("redis", waitingFor: "connecting")
        let database = health.register("postgres", waitingFor: "connecting")
        #expect(health.reasons == ["postgres: connecting", "redis: connecting"])
        database.ready()
        redis.unready("refused")
        #expect(health.reasons == ["redis: refused"])
        redis.ready()
        #expect(health.reasons.isEmpty)
    }
}
