import GatewayCore
import ServiceRuntime

/// What needs no key: the API's description and the process's health.
struct ServiceHandlers: Sendable {
    let health: HealthRegistry

    func openAPI() -> Answer { .json(OpenAPIDocument.document) }

    func documentation() -> Answer {
        Answer(
            .bytes(Array(DocumentationPage.html.utf8), type: "text/html; charset=utf-8"),
            headers: [("Content-Security-Policy", DocumentationPage.contentSecurityPolicy)])
    }

    func builderContext() -> Answer { .markdown(BuilderContext.markdown) }

    func curlLines() -> Answer { .markdown(CurlPage.markdown) }

    func liveness() -> Answer { .text("alive\n") }

    func readiness() -> Answer {
        let reasons = health.reasons
        return reasons.isEmpty
            ? .text("ready\n") : .text(reasons.joined(separator: "\n") + "\n", status: 503)
    }
}
