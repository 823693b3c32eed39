/// Waits that double up to a cap, spread over half of each step so that shards do not act together.
struct Backoff {
    private let first: Duration
    private let longest: Duration
    private var failures = 0

    init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// The next wait.
    mutating func next() -> Duration {
        // Twenty doublings are beyond every cap here.
        let step = min(first * (1 << min(failures, 20)), longest)
        failures += 1
        return step / 2 + step / 2 * Double.random(in: 0...1)
    }

    /// It went well: start over.
    mutating func reset() { failures = 0 }
}
