import GatewayCore
import ServiceRuntime

/// What needs no key: the API's description and the process's health.
struct ServiceHandlers: Sendable {
    private let health: HealthRegistry
    private let assets: DocumentationFolder
    /// Written once: they are long, and the same for as long as the process runs.
    private let whole: [OpenAPIVersion: JSONValue]
    private let groups: [String: JSONValue]

    init(health: HealthRegistry, settings: ResolvedSettings) {
        self.health = health
        assets = DocumentationFolder(path: settings[GatewayKeys.documentationAssets])
        let configured = settings[GatewayKeys.publicURL]
        let server = configured.isEmpty ? "http://127.0.0.1:\(settings[GatewayKeys.port])" : configured
        func text(_ version: OpenAPIVersion, _ group: Route.Group? = nil) -> JSONValue {
            .raw(OpenAPIDocument(version, server: server, group: group).json.encoded)
        }
        whole = [.v30: text(.v30), .v31: text(.v31)]
        groups = Dictionary(uniqueKeysWithValues: Route.Group.allCases.map { ($0.document, text(.v30, $0)) })
    }

    func openAPI(_ version: OpenAPIVersion) -> Answer { .json(whole[version] ?? .null) }

    func openAPI(_ call: Call) -> Answer {
        .json(call.values.text("document").flatMap { groups[$0] } ?? .null)
    }

    func documentation() -> Answer { page(DocumentationPage.swagger) }
    func reference() -> Answer { page(DocumentationPage.redoc) }

    /// Without the assets a page of our own renders the same description, plainly.
    private func page(_ html: String) -> Answer {
        let (text, policy) =
            assets.isComplete
            ? (html, DocumentationPage.assetsSecurityPolicy)
            : (DocumentationPage.html, DocumentationPage.contentSecurityPolicy)
        return Answer(
            .bytes(Array(text.utf8), type: "text/html; charset=utf-8"),
            headers: [("Content-Security-Policy", policy)])
    }

    func asset(_ call: Call) throws(Problem) -> Answer {
        let name = call.values.text("file") ?? ""
        guard let bytes = DocumentationPage.script(name).map({ Array($0.utf8) }) ?? assets[name] else {
            throw .notFound("The documentation's assets are not installed: see gateway.documentation-assets.")
        }
        return Answer(
            .bytes(bytes, type: DocumentationPage.type(of: name)),
            headers: [("Cache-Control", "public, max-age=3600")])
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
