import GatewayCore
import Testing

@Suite struct `A limit's verdict` {
    @Test func `tells clients how to pace themselves`() throws {
        let verdict = try #require(RateVerdict(limit: 60, answer: [1, 59, 1000, 0]))
        #expect(verdict.isAllowed && verdict.retrySeconds == 0)
        #expect(
            verdict.headers.map { "\($0.name): \($0.value)" } == [
                "RateLimit-Policy: 60;w=60", "RateLimit-Limit: 60", "RateLimit-Remaining: 59",
                "RateLimit-Reset: 1",
            ])
    }

    @Test(arguments: [(1, 1), (999, 1), (1000, 1), (1001, 2), (0, 1)])
    func `never sends anybody back too early`(milliseconds: Int, seconds: Int) throws {
        let verdict = try #require(RateVerdict(limit: 60, answer: [0, 0, 60_000, milliseconds]))
        #expect(verdict.retrySeconds == seconds && verdict.resetSeconds == 60)
        #expect(verdict.headers.last.map { "\($0.name): \($0.value)" } == "Retry-After: \(seconds)")
        let problem = verdict.problem("This key")
        #expect(problem.status == 429)
        #expect(problem.detail == "This key may make 60 requests a minute; come again in \(seconds) s.")
    }

    @Test func `on requests that asked together is one for each`() throws {
        let enough = try #require(RateVerdict(limit: 600, answer: [5, 10, 1000, 0])).shared(among: 2)
        #expect(enough.verdicts.map(\.isAllowed) == [true, true] && enough.left == 3)
        #expect(enough.verdicts.map(\.remaining) == [14, 13])
        let short = try #require(RateVerdict(limit: 7, answer: [1, 0, 60_000, 0])).shared(among: 2)
        #expect(short.verdicts.map(\.isAllowed) == [true, false] && short.left == 0)
        #expect(short.verdicts.map(\.remaining) == [0, 0] && short.verdicts[1].retrySeconds == 9)
        let none = try #require(RateVerdict(limit: 60, answer: [0, 0, 60_000, 1_500])).shared(among: 2)
        #expect(none.verdicts.map(\.retrySeconds) == [2, 2] && none.left == 0)
    }

    @Test(arguments: [(30, 0), (599, 0), (600, 1), (6_000, 10), (6_000_000, 256)])
    func `may be given in advance for a tenth of a second's requests`(limit: Int, reserve: Int) {
        #expect(RateBucket.key("a", limit: limit).reserve == reserve)
        #expect(RateBucket.failures(from: "1.2.3.4", limit: limit).reserve == 0)
    }

    @Test func `is none where the counter's answer is none`() {
        #expect(RateVerdict(limit: 60, answer: []) == nil)
    }

    @Test(arguments: [
        (1, ["60000000", "60000000", "3"]), (60, ["1000000", "60000000", "3"]),
        (7, ["8571428", "59999996", "3"]), (6_000_000, ["10", "60000000", "3"]),
    ])
    func `is counted in microseconds`(limit: Int, arguments: [String]) {
        #expect(RateBucket.key("a", limit: limit).arguments(for: 3) == arguments)
        #expect(RateBucket.key("a", limit: limit).key == "qtp:rate:key:a")
        #expect(RateBucket.failures(from: "1.2.3.4", limit: limit).key == "qtp:rate:address:1.2.3.4")
    }
}
