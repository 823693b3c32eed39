/// A request that has been looked over, with its own time limit.
struct TransferPlan: Sendable {
    let request: HTTPClient.Request
    /// For the whole exchange; nil when only silence ends it.
    let timeout: Duration?

    init(_ request: HTTPClient.Request, timeout: Duration?) throws(HTTPError) {
        guard request.url.hasPrefix("http://") || request.url.hasPrefix("https://"),
            request.url.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
        else {
            throw .invalidRequest(
                reason: "not an absolute, percent-encoded http or https URL: \(request.url)")
        }
        // A line break would let a value add fields, or a second request.
        for field in request.headers.fields
        where field.name.isEmpty || (field.name + field.value).utf8.contains(where: { $0 < 32 && $0 != 9 }) {
            throw .invalidRequest(reason: "a control character in the header field \(field.name)")
        }
        self.request = request
        self.timeout = timeout
    }
}

extension Duration {
    /// Whole milliseconds, at least one, at most what libcurl's `long` takes on every platform.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < Int64(Int32.max / 1000) else { return Int(Int32.max) }
        return Int(max(seconds * 1000 + attoseconds / 1_000_000_000_000_000, 1))
    }
}
