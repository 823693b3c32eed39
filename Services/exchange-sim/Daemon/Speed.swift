import ArgumentParser

/// How fast the venue's clock runs.
enum Speed: Sendable, ExpressibleByArgument, CustomStringConvertible {
    /// So many times as fast as ours, whether anybody listens or not.
    case times(Double)
    /// As fast as the slowest listener takes events, and not at all while nobody listens.
    case unlimited

    init?(argument: String) {
        if argument == "max" {
            self = .unlimited
        } else if let factor = Double(argument), factor > 0, factor.isFinite {
            self = .times(factor)
        } else {
            return nil
        }
    }

    var description: String {
        switch self {
        case .times(let factor): factor.description
        case .unlimited: "max"
        }
    }
}
