import Foundation
import Testing

@Suite struct `Modules` {
    /// What a module of Shared may import of Shared.
    ///
    /// Arrows point from the machine towards the domain.
    static let directions: [String: Set<String>] = [
        "Domain": [],
        "Messages": ["Domain"],
        "Pipeline": ["Domain", "Messages"],
        "Webhooks": ["Domain", "Messages"],
        "Indicators": ["Domain"],
        "Profiles": ["Domain"],
        "Strategies": ["Domain", "Indicators"],
        "Digests": ["CCrypto"],
        "History": ["Domain", "Messages", "CZlib"],
        "Bus": ["Domain", "Messages", "Pipeline"],
        "BlockingThreads": ["CThreads"],
        "Traces": ["Messages"],
        "RedisStreams": ["Domain", "Messages", "Pipeline", "Bus", "BlockingThreads", "CHiredis", "Traces"],
        "Postgres": ["BlockingThreads", "CPostgres", "Digests"],
        "AccessControl": ["Domain", "Postgres", "Digests", "CJWT"],
        "HTTP": ["BlockingThreads", "CCurl"],
        "Telemetry": ["HTTP", "Messages", "Traces"],
        "WebSockets": [],
        "SocketIO": ["WebSockets"],
        "ServiceRuntime": ["Domain", "Messages", "Pipeline", "Indicators", "Bus", "Traces", "Telemetry"],
        // Where the runtime and the bus meet, so that neither has to know the other.
        "DaemonShell": ["Pipeline", "Bus", "RedisStreams", "ServiceRuntime"],
        // Where the runtime and the database meet.
        "DatabaseShell": ["Postgres", "ServiceRuntime"],
        "JobRecords": ["Domain", "Messages", "Postgres"],
        "TradeRecords": ["Domain", "Postgres"],
        "TestSupport": ["Domain", "Messages", "Pipeline", "Bus", "CZlib"],
        "ServerSupport": [],
    ]

    static let pure: Set<String> = [
        "Domain", "Messages", "Pipeline", "Webhooks", "Indicators", "Profiles", "Strategies",
    ]

    @Test func `of Shared point one way`() throws {
        let modules = try Repository.names(in: "Shared")
        for module in modules
        where !module.hasPrefix("C") || !Repository.exists("Shared/\(module)/module.modulemap") {
            let allowed = try #require(Self.directions[module], "\(module) has no place in the order yet")
            for source in try Repository.sources(under: "Shared/" + module) {
                let siblings = Set(source.imports).intersection(modules)
                #expect(siblings.isSubset(of: allowed), "\(source.path)")
                #expect(
                    !source.imports.contains {
                        $0.hasSuffix("Core") && !["HummingbirdCore", "NIOCore"].contains($0)
                    },
                    "\(source.path)")
            }
        }
    }

    @Test func `of the analysis are pure`() throws {
        for module in Self.pure {
            for source in try Repository.sources(under: "Shared/" + module) {
                let foreign = Set(source.imports).subtracting(Self.pure).subtracting(["FoundationEssentials"])
                #expect(foreign.isEmpty, "\(source.path) imports \(foreign)")
            }
        }
    }

    /// What the subject of a core asks for beyond that.
    static let furtherImports: [String: Set<String>] = [
        // The simulated venue's core reads a bundled history; that is its whole subject.
        "exchange-sim": ["History"],
        // What the gateway sends and receives is signed, and a digest is as pure a function as any.
        "gateway": ["Digests"],
    ]

    @Test func `of cores import nothing that does anything`() throws {
        for service in try Repository.names(in: "Services") where service != "qtp" {
            let allowed = Self.pure.union(["FoundationEssentials"]).union(Self.furtherImports[service] ?? [])
            for source in try Repository.sources(under: "Services/\(service)/Core") {
                let foreign = Set(source.imports).subtracting(allowed)
                #expect(foreign.isEmpty, "\(source.path) imports \(foreign)")
            }
        }
    }

    /// A core that asked for the time, or for chance, would not give the same results again.
    @Test(arguments: [
        "Date()", "Date.now", "ContinuousClock", "SuspendingClock", "clock_gettime", ".random(", "UUID()",
        "print(",
        "Task {", "getenv", "ProcessInfo",
    ])
    func `of cores ask no clock, no chance and no machine`(word: String) throws {
        for service in try Repository.names(in: "Services") {
            for source in try Repository.sources(under: "Services/\(service)/Core") {
                #expect(!source.text.contains(word), "\(source.path)")
            }
        }
    }

    @Test func `of daemons import their own core alone`() throws {
        for service in try Repository.names(in: "Services") where service != "qtp" {
            for source in try Repository.sources(under: "Services/\(service)/Daemon") {
                let cores = Set(source.imports.filter { $0.hasSuffix("Core") })
                    .subtracting(["NIOCore", "HummingbirdCore"])
                #expect(cores.count <= 1, "\(source.path) imports \(cores)")
            }
        }
    }

    @Test func `share no name with a type of theirs`() throws {
        for module in Self.directions.keys {
            for source in try Repository.sources(under: "Shared/" + module) {
                for keyword in ["struct", "class", "enum", "actor", "protocol"] {
                    let declaration = "\(keyword) \(module) "
                    #expect(!source.text.contains(declaration), "\(source.path)")
                }
            }
        }
    }
}
