import ArgumentParser
import Domain
import FoundationEssentials

/// A time on the command line: a date, a date and time, or milliseconds since the Unix epoch.
struct Moment: Sendable, ExpressibleByArgument {
    let timestamp: Timestamp

    init?(argument: String) {
        if let milliseconds = Int64(argument) {
            timestamp = Timestamp(milliseconds: milliseconds)
            return
        }
        let text = argument.contains("T") ? argument : argument + "T00:00:00Z"
        guard let date = try? Date(text, strategy: .iso8601) else { return nil }
        timestamp = Timestamp(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
    }
}
