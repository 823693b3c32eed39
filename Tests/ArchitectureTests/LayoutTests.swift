import Foundation
import Testing

@Suite struct `The layout` {
    static let services = [
        "gateway", "router", "cipher-engine", "volume-profile", "strategy-gen", "confirmer", "executor",
        "market-feed",
        "recorder", "exchange-sim", "qtp",
    ]

    @Test func `gives every service a core, a daemon and a page`() throws {
        #expect(try Repository.names(in: "Services") == Self.services.sorted())
        for service in Self.services {
            #expect(!(try Repository.sources(under: "Services/\(service)/Core").isEmpty), "\(service)")
            #expect(!(try Repository.sources(under: "Services/\(service)/Daemon").isEmpty), "\(service)")
            #expect(Repository.exists("Services/\(service)/README.md"), "\(service)")
        }
    }

    @Test func `has a table of all services on the first page`() throws {
        let page = try Repository.text("README.md")
        for service in Self.services {
            #expect(page.contains("Services/\(service)"), "\(service)")
        }
    }

    @Test func `keeps every file under 400 lines`() throws {
        for folder in ["Services", "Shared", "Tests"] {
            for source in try Repository.sources(under: folder) {
                #expect(source.lines.count <= 401, "\(source.path) has \(source.lines.count) lines")
            }
        }
    }

    @Test func `has no placeholder, no unowned promise and no print in the product`() throws {
        for folder in ["Services", "Shared"] {
            for source in try Repository.sources(under: folder) {
                #expect(!source.path.hasSuffix("Placeholder.swift"))
                for word in ["TO" + "DO", "FIX" + "ME", "XX" + "X:"] {
                    #expect(!source.text.contains(word), "\(source.path)")
                }
                let prints = source.lines.filter { $0.drop { $0 == " " }.hasPrefix("print(") }
                #expect(prints.isEmpty, "\(source.path)")
            }
        }
    }

    /// Modules without a folder of tests: what they do is seen through those that use them.
    static let untested: Set<String> = [
        "TestSupport", "ServerSupport", "DaemonShell", "DatabaseShell", "JobRecords",
    ]

    @Test func `has tests for every module`() throws {
        let folders = Set(try Repository.names(in: "Tests").filter { $0.hasSuffix("Tests") })
        for folder in folders {
            let sources = try Repository.sources(under: "Tests/" + folder)
            #expect(sources.contains { $0.text.contains("@Test") }, "\(folder) tests nothing")
        }
        for module in try Repository.names(in: "Shared") {
            let isSwift = !Repository.exists("Shared/\(module)/module.modulemap")
            #expect(
                !isSwift || Self.untested.contains(module) || folders.contains(module + "Tests"), "\(module)")
        }
        for service in Self.services {
            let words = service.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }
            let name = service == "qtp" ? "Operator" : words.joined()
            #expect(folders.contains(name + "CoreTests"), "\(service)")
        }
    }

    @Test(arguments: [
        "setup", "build", "release", "test", "test-integration", "test-clients", "lint", "format", "sanitize",
        "bench",
        "demo", "up",
        "down", "clean-data", "logs", "status", "images", "native-up", "native-down", "chaos", "clean",
        "docs", "help",
    ])
    func `has a make target that explains itself`(target: String) throws {
        let lines = try Repository.text("Makefile").split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix(target + ":") && $0.contains("## ") })
    }
}
