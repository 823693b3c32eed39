import Domain
import Messages
import Testing

@Suite struct `A job's status` {
    private let half = Rate(basisPoints: 5_000)

    @Test func `begins with nothing done, and says when it is begun again`() {
        let first = JobStatus.started(attempt: 1)
        #expect(first.state == .running && first.progress == .zero && first.step == 0)
        #expect(first.message == "started")
        #expect(JobStatus.started(attempt: 3).message == "started again, attempt 3")
    }

    @Test func `comes further, and never goes back`() {
        var status = JobStatus.started(attempt: 1)
        #expect(status.advance(to: half, "half") == true)
        #expect(status.step == 1 && status.progress == half)
        #expect(status.advance(to: .zero, "a different step") == true)
        #expect(status.progress == half)
        #expect(status.advance(to: Rate(whole: 7), "too much") == true)
        #expect(status.progress == Rate(whole: 1))
    }

    @Test func `tells nothing that was told before`() {
        var status = JobStatus.started(attempt: 1)
        #expect(status.advance(to: half, "half") == true)
        let before = status
        #expect(status.advance(to: half, "half") == false)
        #expect(status == before)
    }

    @Test(arguments: [JobState.completed, .failed, .cancelled])
    func `ends once, and stays as it ended`(state: JobState) {
        var status = JobStatus.started(attempt: 2)
        status.advance(to: half, "half")
        #expect(status.end(state, "over", result: "{}") == true)
        #expect(status.state == state && status.step == 2 && status.message == "over")
        #expect(status.progress == (state == .completed ? Rate(whole: 1) : half))
        #expect(status.result == (state == .completed ? "{}" : nil))
        let ended = status
        #expect(status.advance(to: Rate(whole: 1), "more") == false)
        #expect(status.end(.failed, "again") == false)
        #expect(status == ended)
    }

    @Test func `does not end by running on`() {
        var status = JobStatus.started(attempt: 1)
        #expect(status.end(.running, "still") == false)
        #expect(status == .started(attempt: 1))
    }
}

@Suite struct `A kind of job` {
    private func faults(_ kind: JobKind, _ values: [String: String]) -> [String] {
        kind.faults(in: JobParameters(values)).map { "\($0.field) \($0.code)" }
    }

    @Test func `is found by its name`() {
        for kind in JobKind.all { #expect(JobKind(name: kind.name) == kind) }
        #expect(JobKind(name: "coffee") == nil)
        #expect(Set(JobKind.all.map(\.name)).count == JobKind.all.count)
    }

    @Test func `takes its own examples`() {
        for kind in JobKind.all {
            let examples = kind.fields.map { ($0.name, $0.example) }
            #expect(faults(kind, Dictionary(uniqueKeysWithValues: examples)) == [], "\(kind.name)")
        }
    }

    @Test func `names every value that cannot be used`() {
        #expect(faults(.backfill, [:]) == ["instrument missing", "from missing", "to missing"])
        #expect(
            faults(.export, ["form": "1", "instrument": "BTC"]) == [
                "form extra_forbidden", "instrument value_error",
            ])
        #expect(
            faults(.export, ["from": "2018-01-01", "to": "-1"]) == ["from value_error", "to value_error"])
        #expect(faults(.export, ["from": "5", "to": "5"]) == ["to value_error"])
        #expect(faults(.export, ["from": "", "to": ""]) == [])
    }

    @Test(arguments: [
        "../secret.csv", "a/b.csv", ".hidden", "", "a b.csv", "a\u{0}.csv",
        String(repeating: "a", count: 129),
    ])
    func `takes no path for a file's name`(name: String) {
        // An empty text is an absent one.
        #expect(faults(.replay, ["recording": name]) == (name.isEmpty ? [] : ["recording value_error"]))
    }

    @Test func `has parameters that read back as they were written`() throws {
        let parameters = JobParameters(["from": "1", "settings": "a=\"b\\c\"; d=e/f", "empty": ""])
        #expect(parameters.names == ["from", "settings"])
        #expect(try #require(JobParameters(json: parameters.json)) == parameters)
        #expect(JobParameters(json: "[1]") == nil && JobParameters(json: #"{"a":1}"#) == nil)
    }

    @Test func `gives the range it was asked for`() {
        #expect(JobParameters([:]).range == nil)
        #expect(
            JobParameters(["to": "7"]).range == Timestamp(milliseconds: 0)..<Timestamp(milliseconds: 7))
        #expect(JobParameters(["from": "7"]).range?.lowerBound == Timestamp(milliseconds: 7))
    }

    @Test func `refuses an entry whose parameters make no sense`() throws {
        let request = JobRequested(
            .backfill, id: "job-1", parameters: JobParameters(["instrument": "sim:A"]), requester: "desk",
            at: Timestamp(milliseconds: 1))
        let strings = Message(.jobRequested(request)).encoded().strings
        #expect(throws: DecodingFailure.invalid(field: "from", text: "is required")) {
            try Message(decoding: strings)
        }
        #expect(throws: DecodingFailure.invalid(field: "kind", text: "coffee")) {
            try Message(decoding: strings.map { $0 == "backfill" ? "coffee" : $0 })
        }
    }
}
