import DatabaseShell
import Domain
import Logging
import Postgres
import ServiceRuntime

extension PostgresRow {
    func timestamp(_ column: String) throws(PostgresError) -> Timestamp {
        Timestamp(milliseconds: try integer(column))
    }

    func instrument(_ column: String) throws(PostgresError) -> InstrumentID {
        guard let instrument = InstrumentID(try text(column)) else { throw .unreadable(column: column) }
        return instrument
    }

    func word<Value: RawRepresentable<String>>(_ column: String) throws(PostgresError) -> Value {
        guard let value = Value(rawValue: try text(column)) else { throw .unreadable(column: column) }
        return value
    }
}

extension PostgresPool {
    /// The suite's database, for a command: few connections, and time for a long query.
    static func forOperator(_ settings: ResolvedSettings) throws -> PostgresPool {
        let options = try PostgresOptions(
            configuration: settings, connections: 2, statementTimeoutMilliseconds: 300_000)
        return PostgresPool(options, logger: Logger(label: "qtp") { _ in SwiftLogNoOpLogHandler() })
    }
}
