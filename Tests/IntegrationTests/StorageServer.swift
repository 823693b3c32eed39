import Foundation
import Logging
import Postgres
import Synchronization
import Testing

/// Where tests of what is stored run: on a private plain server, and on one with TimescaleDB if there is one.
///
/// `QTP_TEST_TIMESCALE_URL` names it. Its role must be able to make databases and the extension, and need be nothing more.
enum StorageServer: String, CaseIterable {
    case plain, timescale

    static let url = ProcessInfo.processInfo.environment["QTP_TEST_TIMESCALE_URL"].flatMap {
        $0.isEmpty ? nil : $0
    }
    static var all: [StorageServer] { url == nil ? [.plain] : [.plain, .timescale] }
    /// For tests that run once and are about something else.
    static var preferred: StorageServer { url == nil ? .plain : .timescale }
}

/// An empty database on the server with TimescaleDB, dropped when nobody holds it any more.
final class ForeignDatabase: Sendable {
    let url: String
    private let name: String
    private let server: String
    private static let count = Mutex(0)

    init(on server: String) async throws {
        let number = Self.count.withLock { count in
            count += 1
            return count
        }
        name = "qtp_test_\(ProcessInfo.processInfo.processIdentifier)_\(number)"
        self.server = server
        var parts = try #require(URLComponents(string: server))
        parts.path = "/" + name
        url = try #require(parts.string)
        let pool = PostgresPool(
            try PostgresOptions(url: server, connections: 1), logger: Logger(label: "test"))
        // From the template that nobody is ever connected to, so that the migrations have to make the extension.
        try await pool.query(
            "CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
    }

    deinit {
        let drop = Process()
        drop.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        drop.arguments = [
            "psql", "--no-psqlrc", "--quiet", "--dbname", server, "--command",
            "DROP DATABASE IF EXISTS \(name) WITH (FORCE)",
        ]
        do {
            try drop.run()
            drop.waitUntilExit()
        } catch {
            Issue.record("\(name) stays on the server: \(error)")
        }
    }
}
