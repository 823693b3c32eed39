extension Route {
    static let getOpenAPI = Route(
        .get, "/openapi.json", "Get the API's description, OpenAPI 3.1", group: .service, access: .open,
        details:
            "For generators and validators of today. A tool that fails on it takes GET /openapi-3.0.json.",
        answer: .other(contentType: "application/json"), changesSlowly: true)
    static let getOpenAPI30 = Route(
        .get, "/openapi-3.0.json", "Get the API's description, OpenAPI 3.0", group: .service, access: .open,
        details:
            "For importers that know no 3.1, as those of most AI builders. A tool that takes only a few operations wants GET /openapi/{document}.",
        answer: .other(contentType: "application/json"), changesSlowly: true)
    static let getGroupOpenAPI = Route(
        .get, "/openapi/{document}", "Get the description of one group of operations, for AI builders",
        group: .service, access: .open, details: "OpenAPI 3.0, fewer than 40 operations each.",
        parameters: [
            Parameter(
                "document", in: .path, .word(Group.allCases.map(\.document)),
                "Which group: \(Group.allCases.map(\.document).joined(separator: ", ")).", isRequired: true)
        ], answer: .other(contentType: "application/json"), changesSlowly: true)
    static let getDocumentation = Route(
        .get, "/docs", "Read the API's description and try it", group: .service, access: .open,
        details: "A page for people: every operation with a form to call it, with a key of yours.",
        answer: .other(contentType: "text/html"))
    static let getBuilderContext = Route(
        .get, "/llms.txt", "All a coding assistant needs to write a client, in one text", group: .service,
        access: .open,
        details:
            "Paste it into a coding assistant before it writes a client: rules, operations and forms without the rest.",
        answer: .other(contentType: "text/markdown"))
    static let getCurlLines = Route(
        .get, "/docs/curl.md", "A cURL line for every call", group: .service, access: .open,
        details: "To paste into Bubble, n8n or a shell: address and key are variables.",
        answer: .other(contentType: "text/markdown"))
    static let getReference = Route(
        .get, "/redoc", "Read the API's description as a reference", group: .service, access: .open,
        details: "A page for people: the same description to read and to search.",
        answer: .other(contentType: "text/html"))
    static let getDocumentationAsset = Route(
        .get, "/docs/assets/{file}", "Get a part of the documentation's pages", group: .service,
        access: .open,
        parameters: [
            Parameter(
                "file", in: .path, .word(DocumentationPage.assets), "Which part.", isRequired: true)
        ], answer: .other(contentType: "text/plain"), isDescribed: false)
    static let getLiveness = Route(
        .get, "/livez", "Check whether the process lives", group: .service, access: .open,
        details:
            "For a supervisor: no answer means that the process has to be started anew. It says nothing of what the gateway needs.",
        answer: .other(contentType: "text/plain"))
    static let getReadiness = Route(
        .get, "/readyz", "Check whether the gateway can serve", group: .service, access: .open,
        details:
            "For a load balancer: 503 means that no requests should come here now, and the text says why.",
        answer: .other(contentType: "text/plain"), refusals: [503: "Something it needs does not answer."])
}

extension Route.Group {
    /// The last component of its description's path.
    public var document: String { "\(rawValue).json" }
}
