import Bus
import DaemonShell
import Messages
import RouterConfiguration
import RouterCore
import ServiceRuntime

@main enum Main {
    static func main() async {
        await Daemon.main(.router) { context in
            let bus = context.redisBus()
            let settings = RouterSettings(configuration: context.settings)
            try RefusedSettings.check(settings.problems)
            let options = context.stageOptions
            return DaemonPlan(
                dependencies: [context.dependency(on: bus)],
                services: [
                    BusService(on: bus) {
                        try await $0.runStage(Router.self, settings: settings, options: options, journal: nil)
                    },
                    BusService(on: bus) { try await $0.runCommandRouting(options: options) },
                ])
        }
    }
}
