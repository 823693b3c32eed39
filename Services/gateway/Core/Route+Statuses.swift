extension Route {
    /// What a status means wherever an operation says nothing else about it.
    static let usualMeanings: [Int: String] = [
        200: "All went well.",
        304: "What the client has still holds.",
        401: "There is no key, or none that is valid.",
        403: "The key's scope is too narrow.",
        404: "There is no such thing.",
        409: "The idempotency key stands for another request, or for one under way.",
        413: "The body is too large.",
        415: "The body is not sent as JSON.",
        422: "A value cannot be used; see errors.",
        429: "The key's rate limit is reached; see Retry-After.",
        500: "The gateway failed.",
        503: "Something the gateway needs does not answer; try again.",
    ]

    /// Every status the operation can answer with, and what it means.
    ///
    /// Declared from what the route takes, so that none is forgotten.
    public var statuses: [(status: Int, meaning: String)] {
        // A parameter that nobody knows is refused everywhere.
        var possible: Set<Int> = [success, 422, 500]
        possible.formUnion(refusals.keys)
        var meanings = refusals
        if case .command = answer {
            possible.formUnion([200, 202, 409])
            meanings[200] = "All replies are in."
            meanings[202] = "Some replies are not in yet; ask again with the same key."
            meanings[409] = "A service refused, or the key stands for another request."
        }
        if case .key = access { possible.formUnion([401, 403, 429, 503]) }
        if changesSlowly { possible.insert(304) }
        if path.contains("{") { possible.insert(404) }
        if allParameters.contains(where: { $0.form == .cursor || $0.form == .eventID }) {
            possible.insert(404)
            meanings[404] =
                meanings[404]
                ?? (path.contains("{")
                    ? "There is no such thing, or the cursor leads nowhere." : "The cursor leads nowhere.")
        }
        if !body.isEmpty {
            possible.insert(413)
            possible.insert(415)
        }
        if isMutation, repeats != .harmless { possible.insert(409) }
        return possible.sorted().map { ($0, meanings[$0] ?? Self.usualMeanings[$0] ?? "It was done.") }
    }
}
