import FoundationEssentials
import GatewayCore

/// Swagger UI and Redoc as a package brought them, read once.
struct DocumentationFolder: Sendable {
    private let files: [String: [UInt8]]

    /// Whether the pages can be shown; a part that is missing makes both useless.
    var isComplete: Bool { DocumentationPage.files.allSatisfy { files[$0] != nil } }

    /// The parts in a folder; none where it is not named.
    init(path: String) {
        var files: [String: [UInt8]] = [:]
        if !path.isEmpty {
            for name in DocumentationPage.files {
                files[name] = FileManager.default.contents(atPath: path + "/" + name).map { content in
                    // As one piece: byte by byte, megabytes take seconds.
                    content.withUnsafeBytes { Array($0) }
                }
            }
        }
        self.files = files
    }

    subscript(name: String) -> [UInt8]? { files[name] }
}
