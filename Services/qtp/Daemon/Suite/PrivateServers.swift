import Foundation

/// The Redis and the PostgreSQL of a suite that runs on this machine alone.
struct PrivateServers: Sendable {
    /// The suite's folder.
    let folder: String
    let redisPort: Int
    let postgresPort: Int
    /// Of PostgreSQL; elsewhere than ``folder`` where its user could not reach that.
    let dataFolder: String
    /// Redis' users.
    let users = PrivateUsers()

    static let user = "qtp"

    /// Servers on these ports; `isFresh` removes what an earlier run left.
    init(folder: String, redisPort: Int, postgresPort: Int, isFresh: Bool) throws {
        self.folder = folder
        self.redisPort = redisPort
        self.postgresPort = postgresPort
        dataFolder =
            Self.isReachableByAll(folder) || geteuid() != 0
            ? folder + "/postgres" : "/var/tmp/qtp-postgres\(folder.replacing("/", with: "-"))"
        let manager = FileManager.default
        if isFresh {
            for path in [dataFolder, folder + "/redis"] where manager.fileExists(atPath: path) {
                try manager.removeItem(atPath: path)
            }
        }
        try manager.createDirectory(atPath: folder + "/redis", withIntermediateDirectories: true)
    }

    var redisURL: String { "redis://127.0.0.1:\(redisPort)" }
    var postgresURL: String { "postgresql://\(Self.user)@127.0.0.1:\(postgresPort)/qtp" }

    /// Appends to a file, once a second on disk; never drops a key to make room.
    func redis() throws -> ProcessSpecification {
        let folders = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]
        guard let program = Self.program("redis-server", in: folders) else {
            throw SuiteError.notInstalled("redis-server")
        }
        let users = folder + "/redis/users.acl"
        try Data(self.users.file.utf8).write(to: URL(fileURLWithPath: users), options: .atomic)
        return ProcessSpecification(
            name: "redis", executable: program,
            arguments: [
                "--port", "\(redisPort)", "--bind", "127.0.0.1", "--dir", folder + "/redis", "--save", "",
                "--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction",
                "--daemonize", "no", "--aclfile", users,
            ], environment: Self.environment, log: folder + "/logs/redis.log", isServer: true)
    }

    /// The server, and before its first run its data folder.
    func postgres() throws -> ProcessSpecification {
        let programs = try Self.postgresPrograms()
        if !FileManager.default.fileExists(atPath: dataFolder + "/PG_VERSION") {
            try FileManager.default.createDirectory(atPath: dataFolder, withIntermediateDirectories: true)
            if geteuid() == 0 { try run(["chown", "postgres:", dataFolder]) }
            try run(
                Self.asOwner([
                    programs + "/initdb", "--pgdata", dataFolder, "--username", Self.user, "--auth", "trust",
                    "--encoding", "UTF8", "--locale", "C",
                ]))
        }
        let command = Self.asOwner([
            programs + "/postgres", "-D", dataFolder, "-p", "\(postgresPort)", "-k", dataFolder, "-c",
            "listen_addresses=127.0.0.1", "-c", "max_connections=100", "-c", "timezone=UTC",
        ])
        // SIGINT ends sessions at once; SIGTERM would wait for their clients to leave.
        return ProcessSpecification(
            name: "postgres", executable: command[0], arguments: Array(command.dropFirst()),
            environment: Self.environment, log: folder + "/logs/postgres.log", stopSignal: SIGINT,
            isServer: true)
    }

    /// Makes the suite's database where it is not there yet.
    func makeDatabase() throws {
        let programs = try Self.postgresPrograms()
        let place = ["--host", "127.0.0.1", "--port", "\(postgresPort)", "--username", Self.user]
        let list = try run(
            [programs + "/psql"] + place + [
                "--dbname", "postgres", "-Atc", "SELECT datname FROM pg_database",
            ])
        guard !list.split(separator: "\n").contains("qtp") else { return }
        try run([programs + "/createdb"] + place + ["qtp"])
    }

    // MARK: - Helpers

    private static let environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"]

    private static func program(_ name: String, in folders: [String]) -> String? {
        folders.map { "\($0)/\(name)" }.first(where: FileManager.default.isExecutableFile)
    }

    /// The newest PostgreSQL's programs.
    private static func postgresPrograms() throws -> String {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let folders =
            versions.compactMap { Int($0) }.sorted(by: >).map { "/usr/lib/postgresql/\($0)/bin" }
            + ["/usr/local/bin", "/opt/homebrew/bin", "/usr/bin"]
        guard let server = program("initdb", in: folders) else { throw SuiteError.notInstalled("postgresql") }
        return String(server.dropLast("/initdb".count))
    }

    /// PostgreSQL refuses to run as root.
    private static func asOwner(_ command: [String]) -> [String] {
        guard geteuid() == 0, let setpriv = program("setpriv", in: ["/usr/bin", "/bin"]) else {
            return command
        }
        return [setpriv, "--reuid", "postgres", "--regid", "postgres", "--init-groups"] + command
    }

    /// Whether every folder on the way lets everybody pass.
    private static func isReachableByAll(_ path: String) -> Bool {
        var url = URL(fileURLWithPath: path)
        while url.path != "/" {
            let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
            if let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue, mode & 0o001 == 0 {
                return false
            }
            url.deleteLastPathComponent()
        }
        return true
    }

    /// Runs a helper program to its end and gives what it printed.
    @discardableResult
    private func run(_ command: [String]) throws -> String {
        let log = folder + "/logs/setup.log"
        let output = folder + "/logs/setup.out"
        try? FileManager.default.removeItem(atPath: output)
        let child = try ChildProcess(
            ProcessSpecification(
                name: command[0], executable: "/usr/bin/env", arguments: command,
                environment: Self.environment,
                log: output))
        var code = child.reap()
        while code == nil {
            usleep(10_000)
            code = child.reap()
        }
        let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
        guard code == 0 else {
            try? Data("$ \(command.joined(separator: " "))\n\(text)".utf8).write(
                to: URL(fileURLWithPath: log))
            throw SuiteError.failed(command: command[0], log: log)
        }
        return text
    }
}
