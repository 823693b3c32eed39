import GatewayCore
import Messages
import Testing

@Suite struct `Jobs over HTTP` {
    private func call(_ operation: Operation, _ body: String) throws(Problem) -> Call {
        try Call(
            operation, values: try RequestValues([], query: []), body: Array(body.utf8), caller: .anonymous,
            requestID: "r")
    }

    @Test func `can be asked for, whatever their kind`() {
        let kinds = Operation.allCases.compactMap { Route.jobKind(of: $0) }
        #expect(Set(kinds) == Set(JobKind.all) && kinds.count == JobKind.all.count)
        for operation in Operation.allCases {
            guard let kind = Route.jobKind(of: operation) else { continue }
            let route = operation.route
            #expect(route.method == .post && route.success == 202 && route.access == .key(.research))
            #expect(route.body.map(\.name) == kind.fields.map(\.name))
        }
    }

    @Test func `take what their kind takes, and nothing a worker would refuse`() throws {
        for operation in Operation.allCases {
            guard let kind = Route.jobKind(of: operation) else { continue }
            let example = JSONValue.object(operation.route.body.map { ($0.name, $0.example) }).encoded
            let parameters = kind.parameters(in: try call(operation, example).body)
            #expect(parameters.names == kind.fields.map(\.name).sorted())
            #expect(kind.faults(in: parameters).isEmpty, "\(kind.name)")
        }
    }

    @Test func `leave out what was not given`() throws {
        let body = try call(.createExportJob, #"{"from": 5, "idempotencyKey": "mine"}"#).body
        #expect(JobKind.export.parameters(in: body) == JobParameters(["from": "5"]))
    }

    @Test(arguments: [#"{"from": "5"}"#, #"{"from": -1}"#, #"{"instrument": "BTC"}"#, #"{"form": 5}"#])
    func `are refused at the door`(body: String) {
        #expect(throws: Problem.self) { try call(.createExportJob, body) }
    }

    @Test func `are told apart from their files by the path`() {
        #expect(RouteMatch(.get, "/v1/jobs/job-1")?.operation == .getJob)
        #expect(RouteMatch(.get, "/v1/jobs/job-1/files")?.operation == .listJobFiles)
        #expect(RouteMatch(.get, "/v1/jobs/job-1/files/a.jsonl")?.operation == .getJobFile)
        #expect(RouteMatch(.post, "/v1/jobs/job-1/cancel")?.operation == .cancelJob)
        #expect(RouteMatch(.post, "/v1/jobs/export")?.operation == .createExportJob)
    }
}
