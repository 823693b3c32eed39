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

    @Test func `is none where the counter's answer is none`() {
        #expect(RateVerdict(limit: 60, answer: []) == nil)
    }

    @Test(arguments: [
        (1, ["60000000", "60000000"]), (60, ["1000000", "60000000"]), (7, ["8571428", "59999996"]),
        (6_000_000, ["10", "60000000"]),
    ])
    func `is counted in microseconds`(limit: Int, arguments: [String]) {
        #expect(RateBucket.key("a", limit: limit).arguments == arguments)
        #expect(RateBucket.key("a", limit: limit).key == "qtp:rate:key:a")
        #expect(RateBucket.failures(from: "1.2.3.4", limit: limit).key == "qtp:rate:address:1.2.3.4")
    }
}
