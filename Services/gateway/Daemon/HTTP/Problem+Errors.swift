import Bus
import GatewayCore
import Logging
import Postgres
import ServiceRuntime

extension Problem {
    /// What a client is told of an error, whatever carries the answer.
    init(of error: any Error, logger: Logger, path: String) {
        switch error {
        case let problem as Problem: self = problem
        case BusError.unavailable: self = .unavailable("The message bus")
        case PostgresError.unavailable: self = .unavailable("The database")
        default:
            // The client is told nothing of it: the text may hold what is not meant for it.
            logger.error("Request failed", metadata: [LogKey.error: "\(error)", LogKey.path: "\(path)"])
            self = .internalError
        }
    }
}
