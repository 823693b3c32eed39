import ServerSupport
import Testing

@Suite struct `Private servers` {
    @Test(.enabled(if: RedisServer.isInstalled), .timeLimit(.minutes(5)))
    func `Redis comes back on its port after a stop and a kill`() async throws {
        let server = try await RedisServer.start(appendOnly: true)
        let port = server.port
        try await server.restart()
        try await server.kill()
        try await server.start()
        #expect(server.port == port)
        try await server.stop()
    }

    @Test(.enabled(if: PostgresServer.isInstalled), .timeLimit(.minutes(5)))
    func `PostgreSQL comes back on its port after a stop and a kill`() async throws {
        let server = try await PostgresServer.start()
        let first = try await server.makeDatabase()
        #expect(try await server.makeDatabase() != first)
        try await server.restart()
        try await server.kill()
        try await server.start()
        // The databases made before are still there, so the next one has a new name.
        #expect(try await server.makeDatabase().hasSuffix("/test3"))
    }
}
