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
