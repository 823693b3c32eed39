import Domain
import Testing

@testable import GatewayCore

@Suite struct `The pages for AI builders` {
    @Test func `hold a cURL line for every operation, with whatever it cannot do without`() {
        let page = CurlPage.markdown
        for operation in Operation.allCases {
            let line = CurlPage.line(for: operation.route)
            #expect(page.contains(line), "\(operation.rawValue)")
            #expect(
                !line.contains("{\(operation.route.parameters.first { $0.place == .path }?.name ?? "?")}"))
            #expect(line.contains("$QTP_KEY") == (operation.route.access != .open), "\(operation.rawValue)")
            for parameter in operation.route.parameters
            where parameter.isRequired && parameter.place == .query {
                #expect(line.contains(parameter.name + "="), "\(operation.rawValue)")
            }
        }
    }

    @Test func `name each request differently, as a name stands for one`() {
        let keys = Operation.allCases.compactMap { operation in
            operation.route.exampleBody?.text("idempotencyKey").map { (operation, $0) }
        }
        #expect(keys.count > 10 && Set(keys.map(\.1)).count == keys.count, "\(keys)")
        for (operation, key) in keys {
            #expect(CurlPage.line(for: operation.route).contains("\"idempotencyKey\":\"\(key)\""))
        }
    }

    @Test func `show a signal that is taken as it is`() throws {
        let body = try #require(Route.sendSignal.exampleBody)
        let call = try Call(
            .sendSignal, values: RequestValues([], query: []), body: Array(body.encoded.utf8),
            caller: Caller(keyID: "k", label: "l", scope: .paper), requestID: "r")
        let alert = try SignalRequest.alert(
            from: call, receivedAt: Timestamp(milliseconds: 1_767_225_900_000))
        #expect(alert.interval == .thirtyMinutes && alert.strength.isPositive)
    }

    @Test func `show bodies that the operations themselves accept`() throws {
        for operation in Operation.allCases {
            guard let body = operation.route.exampleBody else { continue }
            #expect(throws: Never.self, "\(operation.rawValue)") {
                try BodyCheck.checked(body, against: operation.route.fields)
            }
        }
    }

    @Test func `name every operation, parameter and field in the assistant's context`() {
        let context = BuilderContext.markdown
        for operation in Operation.allCases {
            #expect(context.contains("### \(operation.rawValue)\n"), "\(operation.rawValue)")
            for name in operation.route.parameters.map(\.name) + operation.route.body.map(\.name) {
                #expect(context.contains("`\(name)`"), "\(operation.rawValue) \(name)")
            }
        }
        // A prompt has room for it.
        #expect(context.utf8.count < 150_000)
    }
}
