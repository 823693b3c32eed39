extension Route {
    /// Every status the operation can answer with, and what it means.
    ///
    /// Declared from what the route takes, so that none is forgotten.
    public var statuses: [(status: Int, meaning: String)] {
        var meanings = refusals
        meanings[success] = meanings[success] ?? "All went well."
        if case .command = answer {
            meanings[200] = "All replies are in."
            meanings[202] = "Some replies are not in yet; ask again with the same key."
            meanings[409] = "A service refused, or the key stands for another request."
        }
        if case .key = access {
            meanings[401] = "There is no key, or none that is valid."
            meanings[403] = "The key's scope is too narrow."
            meanings[429] = "The key's rate limit is reached; see Retry-After."
            meanings[503] = meanings[503] ?? "Something the gateway needs does not answer; try again."
        }
        if !allParameters.isEmpty || !body.isEmpty { meanings[422] = "A value cannot be used; see errors." }
        if changesSlowly { meanings[304] = "What the client has still holds." }
        if path.contains("{") { meanings[404] = meanings[404] ?? "There is no such thing." }
        if !body.isEmpty {
            meanings[413] = "The body is too large."
            if !takesAnyContentType { meanings[415] = "The body is not sent as JSON." }
        }
        if isMutation, repeats != .harmless {
            meanings[409] =
                meanings[409] ?? "The idempotency key stands for another request, or for one under way."
        }
        meanings[500] = "The gateway failed."
        return meanings.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
