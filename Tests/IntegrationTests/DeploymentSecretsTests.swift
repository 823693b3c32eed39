import Digests
import Foundation
import ServerSupport
import Testing

/// `qtp secrets make`, as a deployment's first container runs it.
@Suite(.timeLimit(.minutes(5))) struct `The secrets of a deployment` {
    private let folder = "/tmp/qtp-secrets-\(UInt32.random(in: 0 ... .max))"

    private func make() async throws -> String {
        let outcome = try await Program.run(Program.path(of: "qtp"), ["secrets", "make", "--out", folder])
        #expect(outcome.status == 0, "\(outcome.output)")
        return outcome.output
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(path)")
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
    }

    @Test func `are made once, and each is for its reader alone`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(try await make().hasPrefix("made "))
        let password = try text("router/redis-password")
        #expect(password.count == 64)
        #expect(try mode("router") == 0o700 && mode("router/redis-password") == 0o400)
        #expect(try text("confirmer/redis-password") != password)
        #expect(try text("gateway/api-key") == text("operator/api-key"))
        for reader in ["recorder", "executor", "gateway", "worker", "operator"] {
            #expect(try text("\(reader)/postgres-password") == text("postgres/postgres-password"))
        }
        for stranger in ["router/postgres-password", "executor/api-key", "postgres/redis-password"] {
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/\(stranger)"), "\(stranger)")
        }

        let users = try text("redis/users.acl")
        #expect(users.contains("user router on #\(SHA256.hexadecimal(of: password.utf8)) "))
        #expect(!users.contains(password))
        #expect(try text("loader/users-digest") == SHA256.hexadecimal(of: users.utf8))
        // Servers run under users of their images, which nobody knows here.
        #expect(try mode("redis") == 0o755 && mode("redis/users.acl") == 0o444)

        #expect(try await make() == "all secrets are there\n")
        #expect(try text("router/redis-password") == password)
        #expect(try text("redis/users.acl") == users)
    }

    @Test func `are made anew where one is missing, and given to whoever else reads it`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try await make()
        let database = try text("postgres/postgres-password")
        try FileManager.default.removeItem(atPath: folder + "/recorder")
        #expect(try await make() == "made recorder/redis-password, recorder/postgres-password\n")
        #expect(try text("recorder/postgres-password") == database)
        let digest = SHA256.hexadecimal(of: try text("recorder/redis-password").utf8)
        #expect(try text("redis/users.acl").contains(digest))
    }
}
