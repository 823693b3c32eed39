import Foundation
import ServerSupport

/// The validator of the Python Packaging Index, in the tests' own environment.
enum OpenAPIValidator {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let python = root.appendingPathComponent(".run/python/bin/python").path

    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: python) }

    /// What is wrong with a document; empty for a valid one.
    static func faults(in document: String) async throws -> String {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("openapi-\(UInt32.random(in: 0 ... .max)).json")
        try Data(document.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let outcome = try await Program.run(
            python, [root.appendingPathComponent("Tests/validate_openapi.py").path, file.path])
        return outcome.status == 0 ? "" : "it was refused: \(outcome.output)"
    }
}
