import GatewayCore
import Testing

@Suite struct `A webhook's policy` {
    private let policy = WebhookPolicy(
        attempts: 4, firstDelayMilliseconds: 1_000, longestDelayMilliseconds: 3_000,
        longestRetryAfterMilliseconds: 60_000, disableAfterMilliseconds: 120_000)

    private func verdict(
        _ status: Int, attempt: Int = 1, retryAfter: Int64? = nil, fraction: Double = 1
    ) -> WebhookVerdict {
        policy.verdict(
            on: .answered(status: status, retryAfterMilliseconds: retryAfter), attempt: attempt,
            fraction: fraction)
    }

    private func wait(_ verdict: WebhookVerdict) -> Int64? {
        if case .retry(_, _, let wait) = verdict { wait } else { nil }
    }

    @Test(arguments: [200, 201, 202, 204, 299])
    func `takes any 2xx for delivered`(status: Int) {
        #expect(verdict(status) == .sent(status: status))
    }

    @Test(arguments: [408, 425, 429, 500, 502, 503, 504, 599])
    func `tries again what may pass`(status: Int) {
        #expect(
            verdict(status)
                == .retry(
                    status: status, error: "the receiver answered \(status)", afterMilliseconds: 1_000))
    }

    @Test(arguments: [301, 302, 307, 400, 401, 403, 404, 405, 410, 413, 422])
    func `gives up what will not pass`(status: Int) {
        guard case .dead(status, let error) = verdict(status) else { return #expect(Bool(false)) }
        #expect(error.contains("\(status)"))
    }

    @Test func `waits longer each time, up to a limit, by half at least`() {
        #expect((1...3).map { wait(verdict(500, attempt: $0)) } == [1_000, 2_000, 3_000])
        #expect((1...3).map { wait(verdict(500, attempt: $0, fraction: 0)) } == [500, 1_000, 1_500])
        let patient = WebhookPolicy(attempts: 100)
        let late = patient.verdict(on: .failed(reason: "x"), attempt: 99, fraction: 1)
        #expect(wait(late) == 600_000)
    }

    @Test func `waits as long as the receiver asks, within reason`() {
        #expect(wait(verdict(429, retryAfter: 30_000)) == 30_000)
        #expect(wait(verdict(503, retryAfter: 10)) == 1_000)
        #expect(wait(verdict(429, retryAfter: 99_000_000)) == 60_000)
    }

    @Test func `gives up after the last attempt`() {
        #expect(wait(verdict(500, attempt: 3)) != nil)
        #expect(
            verdict(500, attempt: 4)
                == .dead(status: 500, error: "the receiver answered 500; given up after 4 attempts"))
        #expect(
            policy.verdict(on: .failed(reason: "no answer in time"), attempt: 4, fraction: 0)
                == .dead(status: nil, error: "no answer in time; given up after 4 attempts"))
    }

    @Test func `switches off what is gone, and what has failed for long`() {
        let failed = verdict(500)
        #expect(policy.reasonToDisable(after: .sent(status: 200), failingSince: 0, now: 1_000_000) == nil)
        #expect(policy.reasonToDisable(after: verdict(410), failingSince: nil, now: 0) != nil)
        #expect(policy.reasonToDisable(after: failed, failingSince: nil, now: 1_000_000) == nil)
        #expect(policy.reasonToDisable(after: failed, failingSince: 1_000, now: 120_999) == nil)
        #expect(
            policy.reasonToDisable(after: failed, failingSince: 1_000, now: 121_000)
                == "nothing was delivered for 2 minutes; last: the receiver answered 500")
    }

    @Test(
        arguments: [
            ("120", "", 120_000), ("0.5", "", 500), ("Thu, 01 Jan 1970 00:01:40 GMT", "", 90_000),
            ("Thu, 01 Jan 1970 00:00:01 GMT", "", 0), ("Thu, 29 Feb 2024 12:00:00 GMT", "", 86_400_000),
            ("Thursday, 01-Jan-70 00:01:40 GMT", "", nil), ("Thu, 01 Jan 1970 24:01:40 GMT", "", nil),
            ("soon", #"{"retry_after":1.5}"#, 1_500), ("-1", "", nil),
            (nil, #"{"ok":false,"parameters":{"retry_after":7}}"#, 7_000), (nil, "busy", nil),
            (nil, "[]", nil),
            ("inf", "", nil), ("1e300", "", 86_400_000),
        ] as [(String?, String, Int64?)])
    func `reads how long to wait, wherever it is said`(header: String?, body: String, expected: Int64?) {
        #expect(
            WebhookRetryAfter.milliseconds(header: header, body: Array(body.utf8), now: 10_000) == expected)
    }
}
