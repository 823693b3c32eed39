public import Domain

/// When sessions begin: every so many hours from a time of day, in UTC or by the clocks of a place.
public struct SessionClock: Sendable, Hashable, Codable {
    /// Length of a session by the clock on the wall, in milliseconds; positive.
    public let length: Int64
    /// Where sessions begin, in milliseconds after midnight.
    public let offset: Int64
    /// Whose clocks; nil for UTC.
    public let zone: ZoneRules?

    /// Sessions of `length` milliseconds, at least 1, one of which begins `offset` milliseconds after midnight.
    public init(length: Int64 = 86_400_000, offset: Int64 = 0, zone: ZoneRules? = nil) {
        precondition(length > 0, "a session has a length")
        self.length = length
        self.offset = offset
        self.zone = zone
    }

    /// The session at a plausible moment: from its start up to the start of the next.
    ///
    /// Where clocks are put forward or back a session is shorter or longer. One that would begin in an hour that is left
    /// out begins at its end; in an hour that comes twice, with the first.
    public func session(at moment: Timestamp) -> Range<Timestamp> {
        let time = moment.milliseconds
        guard let zone else {
            let start = floor(time)
            return Timestamp(milliseconds: start)..<Timestamp(milliseconds: start + length)
        }
        var local = floor(time + zone.offset(at: time))
        while zone.moment(ofLocal: local) > time { local -= length }
        while zone.moment(ofLocal: local + length) <= time { local += length }
        return Timestamp(
            milliseconds: zone.moment(ofLocal: local))..<Timestamp(
                milliseconds: zone.moment(ofLocal: local + length))
    }

    private func floor(_ time: Int64) -> Int64 {
        let remainder = (time - offset) % length
        return time - (remainder < 0 ? remainder + length : remainder)
    }
}
