/// What can go wrong between a service and its database.
///
/// No case ever holds a password or a row's content.
public enum PostgresError: Error, Equatable, Sendable {
    /// The server went away, is starting or stopping, or asks to try again. Whether a commit under way
    /// happened is unknown; what is written here is written so that doing it again is harmless.
    case unavailable(reason: String)
    /// A row would have broken a constraint of the database.
    case constraint(name: String)
    /// The server refused for a reason that will not pass. A fault in this program, its rights or its
    /// configuration.
    case refused(sqlState: String, message: String)
    /// A column is not there, or holds what was not expected.
    case unreadable(column: String)
    /// The URL is none that libpq reads. The text is left out, since it may hold the password.
    case malformedURL
}

extension PostgresError {
    /// Sorts a server's answer by its SQLSTATE (PostgreSQL manual, appendix A).
    init(sqlState: String, message: String, constraint: String) {
        switch sqlState.prefix(2) {
        case "23": self = .constraint(name: constraint)
        // Connection, resources, operator intervention and system errors pass by themselves. So do
        // serialization failures and deadlocks (40), a lock that was not to be had (55P03), and a server that
        // is still read-only after a failover (25006).
        case "08", "40", "53", "57", "58": self = .unavailable(reason: "\(sqlState) \(message)")
        default:
            self =
                ["25006", "55P03"].contains(sqlState)
                ? .unavailable(reason: "\(sqlState) \(message)")
                : .refused(sqlState: sqlState, message: message)
        }
    }
}
