import ArgumentParser
import Foundation
import GatewayCore
import OperatorCore
import ServiceRuntime

/// `qtp schema`.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Writes the generated documentation of streams, configuration and API.",
        discussion:
            "asyncapi.yaml and schemas/*.json from the message catalogue, configuration.md from the settings, "
            + "ai-builders/context.md and curl.md from the API's routes."
    )

    @Option(help: ArgumentHelp("Folder to write to.", valueName: "folder"))
    var out = "docs"
    @Flag(help: "Write nothing; exit 1 and name the files that are out of date.")
    var check = false

    func run() throws {
        let files =
            MessageDocuments.all + [
                GeneratedFile(path: "configuration.md", text: ConfigurationReference.markdown()),
                GeneratedFile(path: "ai-builders/context.md", text: BuilderContext.markdown),
                GeneratedFile(path: "ai-builders/curl.md", text: CurlPage.markdown),
            ]
        var stale: [String] = []
        for file in files {
            let path = out + "/" + file.path
            let current = FileManager.default.contents(atPath: path)
            guard current != Data(file.text.utf8) else { continue }
            stale.append(path)
            guard !check else { continue }
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(file.text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        }
        for path in stale { Terminal.say(check ? "out of date: \(path)" : "wrote \(path)") }
        if check, !stale.isEmpty { throw ExitCode(1) }
    }
}
