extension Route {
    static let getOpenAPI = Route(
        .get, "/openapi.json", "This document", group: .service, access: .open,
        answer: .other(contentType: "application/json"))
    static let getDocumentation = Route(
        .get, "/docs", "This document for a reader", group: .service, access: .open,
        answer: .other(contentType: "text/html"))
    static let getBuilderContext = Route(
        .get, "/llms.txt", "All a coding assistant needs to write a client, in one text", group: .service,
        access: .open, answer: .other(contentType: "text/markdown"))
    static let getCurlLines = Route(
        .get, "/docs/curl.md", "A cURL line for every call", group: .service, access: .open,
        answer: .other(contentType: "text/markdown"))
    static let getLiveness = Route(
        .get, "/livez", "Whether the process lives", group: .service, access: .open,
        answer: .other(contentType: "text/plain"))
    static let getReadiness = Route(
        .get, "/readyz", "Whether it can serve", group: .service, access: .open,
        answer: .other(contentType: "text/plain"), refusals: [503: "Something it needs does not answer."])
}
