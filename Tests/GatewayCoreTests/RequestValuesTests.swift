import Domain
import GatewayCore
import Testing

@Suite struct `A request's values` {
    private let parameters = Operation.listCandles.route.parameters

    @Test func `are kept where they have their form`() throws {
        let values = try RequestValues(
            parameters, query: [("instrument", "sim:X"), ("from", "-5"), ("limit", "1000"), ("cursor", "")])
        #expect(values.instrument("instrument")?.symbol == "X")
        #expect(values.text("from") == "-5" && values.integer("limit") == 1000)
        #expect(values.text("cursor") == nil)
    }

    @Test func `are refused together, each with its place`() {
        let query = [
            ("instrument", "X"), ("interval", "7m"), ("from", "now"), ("limit", "1001"), ("order", "up"),
            ("foo", ""),
        ]
        #expect {
            try RequestValues(parameters, query: query)
        } throws: { error in
            guard let problem = error as? Problem, problem.status == 422 else { return false }
            return Set(problem.faults.map(\.location)) == Set(query.map { ["query", $0.0] })
                && problem.faults.first { $0.location == ["query", "foo"] }?.kind == "extra_forbidden"
        }
    }

    @Test func `stand there once, or are one list`() throws {
        #expect {
            try RequestValues(
                parameters, query: [("limit", "1"), ("limit", "2"), ("order", ""), ("order", "asc")])
        } throws: { error in
            let faults = (error as? Problem)?.faults ?? []
            return faults.map(\.location) == [["query", "limit"]]
                && faults.allSatisfy { $0.message.contains("2 times") }
        }
        let values = try RequestValues(
            Operation.followEvents.route.parameters, query: [("topic", "candles"), ("topic", "orders,fills")])
        #expect(try EventRequest(values).filter.topics == [.candles, .orders, .fills])
    }

    @Test func `need not be there for a sample`() throws {
        let route = Operation.computeProfile.route
        _ = try RequestValues(route.allParameters, query: [("example", "true")])
        #expect(throws: Problem.self) {
            try RequestValues(route.allParameters, query: [("example", "false")])
        }
        #expect(throws: Problem.self) {
            try RequestValues(route.allParameters, query: [("example", "true"), ("from", "x")])
        }
    }

    @Test func `are refused where a required one is missing`() {
        #expect(throws: Problem.invalid([.init(["path", "id"], "is required", kind: "missing")])) {
            try RequestValues(Operation.explainDecision.route.parameters, query: [])
        }
    }

    @Test func `name a place in the event streams, which may lead nowhere`() throws {
        let parameters = Operation.followEvents.route.parameters
        func status(_ cursor: String) -> Int? {
            do {
                _ = try RequestValues(parameters, query: [("cursor", cursor)])
                return nil
            } catch {
                return error.status
            }
        }
        #expect(status("1767225600000") == nil && status("0") == nil)
        #expect(status("99999999999999999999") == 404 && status("eA-_") == 404)
        #expect(status("x") == 422 && status("e") == 422 && status("eA.") == 422 && status("-5") == 422)
    }
}
