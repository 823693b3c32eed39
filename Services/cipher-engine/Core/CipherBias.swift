package import Domain
package import Indicators

/// Which way one interval leans after a bar: the sum of three votes, -3 to 3.
///
/// Each votes 1 or -1: money flow above or below zero, WaveTrend's `wt1` above or below `wt2`, the ribbon up or not.
/// (Money flow and WaveTrend abstain at exactly zero.)
package struct CipherBias: Sendable, Equatable, Codable {
    /// When it was known: the close of its bar.
    package let since: Timestamp
    package let votes: Int

    package init(since: Timestamp, votes: Int) {
        self.since = since
        self.votes = votes
    }

    /// The bias after a bar whose lines are all known.
    package init(since: Timestamp, _ reading: CipherReading) {
        self.since = since
        votes =
            Self.sign(reading[.moneyFlow]) + Self.sign(reading[.waveTrendDifference])
            + (reading.marks.contains(.ribbonUp) ? 1 : -1)
    }

    private static func sign(_ value: Double) -> Int { value > 0 ? 1 : (value < 0 ? -1 : 0) }
}
