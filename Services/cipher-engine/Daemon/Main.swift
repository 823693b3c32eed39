import CipherEngineConfiguration
import CipherEngineCore
import DaemonShell
import ServiceRuntime

@main enum Main {
    static func main() async {
        await StageDaemon.main(CipherEngine.self, settings: CipherSettings.init(configuration:))
    }
}
