import Foundation
import Messages
import Testing

@Suite struct `The documentation` {
    /// The section of one stream in docs/streams.md.
    private func section(of stream: StreamKind) throws -> String {
        let page = try Repository.text("docs/streams.md")
        let start = try #require(
            page.range(of: "\n## `\(stream.rawValue)`\n"), "no section of \(stream.rawValue)")
        let rest = page[start.upperBound...]
        return String(rest[..<(rest.range(of: "\n## ")?.lowerBound ?? rest.endIndex)])
    }

    @Test(arguments: StreamKind.allCases)
    func `says of every stream who writes and reads it, how it is ordered, kept and repeated`(
        stream: StreamKind
    ) throws {
        let text = try section(of: stream)
        for heading in ["**Writer", "**Readers", "**Order", "**Retention", "**A repeat"] {
            #expect(text.contains(heading), "\(heading)")
        }
        for service in stream.writers where stream != .dead {
            #expect(text.contains("`\(service.rawValue)`"), "writer \(service.rawValue)")
        }
        for service in stream.readers {
            #expect(text.contains("`\(service.rawValue)`"), "reader \(service.rawValue)")
        }
        for message in Message.catalogue.map({ $0.schema }) where message.streams.contains(stream) {
            #expect(text.contains("`\(message.type)`"), "message \(message.type)")
        }
    }

    /// With two writers nobody could say what order means.
    ///
    /// The exceptions are joined by bar, or are not ordered at all.
    @Test func `declares one writer per stream`() {
        let shared: Set<StreamKind> = [.signals, .replies, .dead, .commands]
        for stream in StreamKind.allCases where !shared.contains(stream) {
            #expect(stream.writers.count == 1, "\(stream.rawValue)")
        }
    }

    @Test func `has no link into nothing`() throws {
        let pages =
            try Repository.files(under: "docs", suffix: ".md")
            + Repository.files(under: "Services", suffix: ".md")
            + ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map {
                Repository.Source(path: $0, text: try Repository.text($0))
            }
        for page in pages {
            let folder = page.path.split(separator: "/").dropLast().joined(separator: "/")
            for match in page.text.matches(of: /\]\(([^)#\s]+)(#[^)]*)?\)/) {
                let link = String(match.output.1)
                guard !link.contains("://"), !link.hasPrefix("mailto:") else { continue }
                #expect(
                    Repository.exists(folder.isEmpty ? link : folder + "/" + link), "\(page.path): \(link)")
            }
        }
    }

    @Test func `numbers its decisions without a hole`() throws {
        let numbers = try Repository.names(in: "docs/adr").compactMap { Int($0.prefix(4)) }
        #expect(!numbers.isEmpty)
        #expect(numbers == Array(1...max(1, numbers.count)))
    }
}
