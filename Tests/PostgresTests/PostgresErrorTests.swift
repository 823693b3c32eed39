import Testing

@testable import Postgres

@Suite struct `Postgres error` {
    @Test(arguments: ["08006", "57P01", "57P03", "53300", "40001", "40P01", "55P03", "25006"])
    func `what passes by itself is unavailable`(sqlState: String) {
        let error = PostgresError(sqlState: sqlState, message: "m", constraint: "")
        #expect(error == .unavailable(reason: "\(sqlState) m"))
    }

    @Test func `a broken constraint is named`() {
        let error = PostgresError(sqlState: "23505", message: "m", constraint: "bars_once")
        #expect(error == .constraint(name: "bars_once"))
    }

    @Test(arguments: ["42P01", "42501", "28P01", "22021"])
    func `what will not pass is refused`(sqlState: String) {
        let error = PostgresError(sqlState: sqlState, message: "m", constraint: "")
        #expect(error == .refused(sqlState: sqlState, message: "m"))
    }
}

@Suite struct `Postgres options` {
    @Test func `the description tells where, and no secret`() throws {
        let options = try PostgresOptions(
            url: "postgres://qtp:se%2Fcret@db.example:6543/history?sslmode=require")
        #expect(options.description == "qtp@db.example:6543/history")
        #expect(options.keywords.contains { $0 == ("password", "se/cret") })
        #expect(options.keywords.contains { $0 == ("sslmode", "require") })
    }

    @Test func `a password from a file overrides the address`() throws {
        let options = try PostgresOptions(url: "postgresql://qtp:old@localhost/qtp", password: "new")
        #expect(options.keywords.contains { $0 == ("password", "new") })
    }

    @Test(arguments: ["", "redis://localhost", "postgres://u:%zz@h/d", "host=localhost password=secret"])
    func `what is no address is refused without repeating it`(url: String) {
        #expect(throws: PostgresError.malformedURL) { try PostgresOptions(url: url) }
    }
}
