import ArgumentParser
import OperatorCore

/// `qtp diff`.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Compares two exports and names the first divergence.",
        discussion: "Exits 0 when they are byte-identical and 1 when they are not.")

    @Argument(help: "Folder of one export.")
    var first: String
    @Argument(help: "Folder of the other.")
    var second: String

    func run() throws {
        guard let divergence = try ExportedFiles.firstDivergence(between: first, and: second) else {
            Terminal.say("identical")
            return
        }
        Terminal.say(divergence.description)
        throw ExitCode(1)
    }
}
