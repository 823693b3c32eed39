/// Growing pauses between attempts, with jitter so that replicas do not come back in step.
struct Backoff {
    /// The first pause; short, because most outages are a restart of a second or two.
    static let first = 50
    /// The longest pause: a server that is back is noticed within two seconds.
    static let longest = 2000
    private var next = Self.first

    mutating func reset() { next = Self.first }

    /// Half to all of the pause that is due.
    mutating func pause() -> Duration {
        defer { next = min(next * 2, Self.longest) }
        return .milliseconds(Int.random(in: next / 2...next))
    }
}
