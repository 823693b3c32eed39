import Foundation
import Testing

/// The repository's own files, as the rules below see them.
enum Repository {
    /// The folder of Package.swift.
    static let root: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/")
    }()

    /// A tracked source file.
    struct Source: Sendable, CustomTestStringConvertible {
        /// Relative to the root.
        let path: String
        let text: String
        var testDescription: String { path }
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        /// Imported modules, without access level and attributes.
        var imports: [String] {
            text.split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ")
                guard let index = words.firstIndex(of: "import"), words.count > index + 1,
                    words[..<index].allSatisfy({
                        $0.hasPrefix("@") || ["public", "package", "internal"].contains($0)
                    })
                else { return nil }
                // `import struct Foundation.Data` names the module in its last word.
                return String(words[words.count - 1].split(separator: ".")[0])
            }
        }
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: root + "/" + path, encoding: .utf8)
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root + "/" + path) }

    /// Names in a folder, sorted; hidden ones left out.
    static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root + "/" + folder).filter { !$0.hasPrefix(".") }
            .sorted()
    }

    /// All Swift files under a folder.
    static func sources(under folder: String) throws -> [Source] {
        try files(under: folder, suffix: ".swift")
    }

    static func files(under folder: String, suffix: String) throws -> [Source] {
        guard let walk = FileManager.default.enumerator(atPath: root + "/" + folder) else { return [] }
        return try walk.compactMap { $0 as? String }.filter { $0.hasSuffix(suffix) }.sorted().map {
            Source(path: folder + "/" + $0, text: try text(folder + "/" + $0))
        }
    }
}
