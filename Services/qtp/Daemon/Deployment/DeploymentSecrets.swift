import Digests
import Foundation
import Messages
import RedisStreams
import ServiceRuntime

/// The secrets of a deployment as files: a folder for each reader, so that each can be handed its own alone.
///
/// Nothing that is there is changed, so this may run at every start.
struct DeploymentSecrets {
    let folder: String

    /// Who reads what, beside passwords for Redis and PostgreSQL.
    private static let others: [(name: String, readers: [String])] = [
        ("api-key", [ServiceName.gateway.rawValue, AccessList.operator]),
        ("token-secret", [ServiceName.gateway.rawValue]),
        ("webhooks-secret", [ServiceName.gateway.rawValue]),
    ]

    private enum Server: String {
        case redis, postgres
    }

    /// Makes what is missing.
    ///
    /// - Returns: the names of what was made now, without the folder: `router/redis-password`.
    func make() throws -> [String] {
        var made: [String] = []
        var digests: [String: String] = [:]
        for user in AccessList.users {
            let password = try secret("redis-password", of: [user], &made)
            digests[user] = SHA256.hexadecimal(of: password.utf8)
        }
        let database = ServiceName.allCases.filter(Self.readsDatabase).map(\.rawValue)
        _ = try secret(
            "postgres-password", of: [Server.postgres.rawValue] + database + [AccessList.operator], &made)
        for (name, readers) in Self.others { _ = try secret(name, of: readers, &made) }
        let users = AccessList.text(digests: digests)
        try write(users, to: "users.acl", of: Server.redis.rawValue)
        // Whoever lets the server read the file sees by this whether it has.
        try write(SHA256.hexadecimal(of: users.utf8), to: "users-digest", of: AccessList.loader)
        return made
    }

    /// Whether the service is told where the database is.
    private static func readsDatabase(_ service: ServiceName) -> Bool {
        SettingsSchema.of(service).settings.contains { $0.name == PostgresKeys.password.declaration.name }
    }

    /// One secret, the same for all of its readers: the first one's, or a new one.
    private func secret(_ name: String, of readers: [String], _ made: inout [String]) throws -> String {
        let kept = readers.lazy.compactMap {
            try? String(contentsOfFile: path(name, of: $0), encoding: .utf8)
        }
        let secret = kept.first ?? Hexadecimal.text(of: RandomBytes.make(32))
        for reader in readers where !FileManager.default.fileExists(atPath: path(name, of: reader)) {
            try write(secret, to: name, of: reader)
            made.append("\(reader)/\(name)")
        }
        return secret
    }

    private func path(_ name: String, of reader: String) -> String { "\(folder)/\(reader)/\(name)" }

    /// Writes a file whole or not at all, readable by its owner alone from the first moment.
    ///
    /// The servers' users differ from image to image, so their files are readable by whoever is handed their folder.
    private func write(_ text: String, to name: String, of reader: String) throws {
        let isServers = Server(rawValue: reader) != nil
        let manager = FileManager.default
        let own = "\(folder)/\(reader)"
        try manager.createDirectory(atPath: own, withIntermediateDirectories: true)
        try manager.setAttributes([.posixPermissions: isServers ? 0o755 : 0o700], ofItemAtPath: own)
        let target = path(name, of: reader)
        let draft = target + ".new"
        try? manager.removeItem(atPath: draft)
        guard
            manager.createFile(
                atPath: draft, contents: Data(text.utf8),
                attributes: [.posixPermissions: isServers ? 0o444 : 0o400]),
            rename(draft, target) == 0
        else { throw SuiteError.notWritable(target) }
    }
}
