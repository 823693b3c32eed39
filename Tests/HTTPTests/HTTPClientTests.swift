import HTTP
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5))) struct `HTTP client` {
    /// Retries without noticeable waits.
    private let swift = HTTPClient.RetryPolicy(
        attempts: 3, firstDelay: .milliseconds(1), longestDelay: .milliseconds(2))

    @Test func `a request arrives as it was made, and the answer comes back`() async throws {
        let traceField = try #require(HTTPField.Name("X-Trace"))
        let seenField = try #require(HTTPField.Name("X-Seen"))
        let router = Router()
        router.post("echo") { request, _ in
            let body = try await request.body.collect(upTo: 1 << 20)
            let query = request.uri.query ?? ""
            let trace = request.headers[traceField] ?? ""
            return Response(
                status: .created, headers: [seenField: "\(query) \(trace)"],
                body: .init(byteBuffer: body))
        }
        try await withServer(router) { base in
            let client = HTTPClient()
            let body = [UInt8](0...255)
            let query = HTTPClient.Request.encode([("symbol", "币安 &="), ("n", "1")])
            let response = try await client.send(
                .post(
                    base + "/echo?" + query, body: body, contentType: "application/octet-stream",
                    headers: ["X-Trace": "t"]))
            #expect(response.status == 201)
            #expect(response.body == body)
            #expect(response.headers["x-seen"] == "symbol=%E5%B8%81%E5%AE%89%20%26%3D&n=1 t")
        }
    }

    @Test func `every method is sent, with and without a body`() async throws {
        let router = Router()
        for method in [HTTPTypes.HTTPRequest.Method.get, .put, .delete, .post, .patch] {
            router.on("method", method: method) { request, _ in
                let body = try await request.body.collect(upTo: 100)
                return
                    "\(request.method.rawValue) \(String(buffer: body)) \(request.headers[.contentType] ?? "-")"
            }
        }
        try await withServer(router) { base in
            let client = HTTPClient()
            for method in HTTPClient.Method.allCases where method != .head {
                let empty = try await client.send(HTTPClient.Request(method, base + "/method"))
                #expect(empty.text == "\(method.rawValue)  -")
                let full = try await client.send(HTTPClient.Request(method, base + "/method", body: [97]))
                #expect(full.text == "\(method.rawValue) a -")
            }
            let head = try await client.send(HTTPClient.Request(.head, base + "/none"))
            #expect(head.status == 404)
            #expect(head.body.isEmpty)
        }
    }

    @Test func `requests side by side share the connections that are allowed`() async throws {
        let router = Router(context: PeerContext.self)
        let peers = Mutex<Set<Int>>([])
        router.get("peer") { _, context in
            peers.withLock { _ = $0.insert(context.port) }
            try await Task.sleep(for: .milliseconds(5))
            return "ok"
        }
        try await withServer(router) { base in
            let client = HTTPClient(.init(connectionsPerHost: 3))
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<30 { group.addTask { try await client.send(.get(base + "/peer")).status } }
                for try await status in group { #expect(status == 200) }
            }
            for _ in 0..<10 { _ = try await client.send(.get(base + "/peer")) }
            #expect(peers.withLock { $0.count } == 3)
        }
    }

    @Test func `an idempotent request is sent again until the server recovers`() async throws {
        let router = Router()
        let seen = Counter()
        router.get("flaky") { _, _ in
            Response(status: seen.increment() < 3 ? .serviceUnavailable : .ok)
        }
        try await withServer(router) { base in
            let client = HTTPClient(.init(retry: swift))
            let response = try await client.send(.get(base + "/flaky"))
            #expect(response.status == 200)
            #expect(seen.value == 3)
        }
    }

    @Test func `attempts are bounded, and the last answer is returned`() async throws {
        let router = Router()
        let seen = Counter()
        router.get("down") { _, _ in
            _ = seen.increment()
            return Response(status: .badGateway, body: .init(byteBuffer: ByteBuffer(string: "sorry")))
        }
        try await withServer(router) { base in
            let response = try await HTTPClient(.init(retry: swift)).send(.get(base + "/down"))
            #expect(response.status == 502)
            #expect(seen.value == 3)
            #expect(throws: HTTP.HTTPError.refused(status: 502, body: "sorry")) {
                try response.requireSuccess()
            }
        }
    }

    @Test(arguments: [HTTPClient.Method.post, .patch])
    func `what must not happen twice is sent once`(method: HTTPClient.Method) async throws {
        let router = Router()
        let seen = Counter()
        for verb in [HTTPTypes.HTTPRequest.Method.post, .patch] {
            router.on("order", method: verb) { _, _ in
                _ = seen.increment()
                return Response(status: .serviceUnavailable)
            }
        }
        try await withServer(router) { base in
            let response = try await HTTPClient(.init(retry: swift)).send(.init(method, base + "/order"))
            #expect(response.status == 503)
            #expect(seen.value == 1)
        }
    }

    @Test func `Retry-After is waited for, unless it asks for too much`() async throws {
        let router = Router()
        let seen = Counter()
        router.get("limited/:seconds") { _, context in
            let seconds = try context.parameters.require("seconds")
            guard seen.increment() == 1 else { return Response(status: .ok) }
            return Response(status: .tooManyRequests, headers: [.retryAfter: seconds])
        }
        try await withServer(router) { base in
            let client = HTTPClient(.init(retry: swift))
            let begin = ContinuousClock.now
            let response = try await client.send(.get(base + "/limited/1"))
            #expect(response.status == 200)
            #expect(ContinuousClock.now - begin >= .seconds(1))
        }
        try await withServer(Router().limited()) { base in
            let response = try await HTTPClient(.init(retry: swift)).send(.get(base + "/limited"))
            #expect(response.status == 429)
        }
    }

    @Test func `a slow answer ends in a time-out`() async throws {
        let router = Router()
        router.get("slow") { _, _ in
            try await Task.sleep(for: .seconds(3))
            return "late"
        }
        try await withServer(router) { base in
            let client = HTTPClient(.init(timeout: .milliseconds(100), retry: .never))
            await #expect(throws: HTTP.HTTPError.timedOut) { try await client.send(.get(base + "/slow")) }
        }
    }

    @Test func `nobody listening is told apart from a bad request`() async throws {
        let client = HTTPClient(.init(retry: .never))
        do {
            _ = try await client.send(.get("http://127.0.0.1:1/"))
            Issue.record("something listens on port 1")
        } catch {
            guard case .unreachable = error else {
                Issue.record("\(error)")
                return
            }
        }
        for url in ["", "ftp://127.0.0.1/", "file:///etc/passwd", "/path", "http://127.0.0.1/a b", "http://"]
        {
            await #expect(throws: HTTP.HTTPError.self) { try await client.send(.get(url)) }
        }
        await #expect(throws: HTTP.HTTPError.self) {
            try await client.send(.get("http://127.0.0.1:1/", headers: ["X": "a\r\nInjected: b"]))
        }
    }

    @Test func `a body longer than the limit is refused`() async throws {
        let router = Router()
        router.get("long") { _, _ in String(repeating: "x", count: 100_000) }
        try await withServer(router) { base in
            let client = HTTPClient(.init(maximumBodyBytes: 99_999))
            await #expect(throws: HTTP.HTTPError.tooLarge(limit: 99_999)) {
                try await client.send(.get(base + "/long"))
            }
            let roomy = HTTPClient(.init(maximumBodyBytes: 100_000))
            let whole = try await roomy.send(.get(base + "/long"))
            #expect(whole.body.count == 100_000)
        }
    }

    @Test func `cancelling ends a request at once`() async throws {
        let (end, endIt) = AsyncStream.makeStream(of: Never.self)
        let router = Router()
        router.get("slow") { _, _ in
            for await _ in end {}
            return "late"
        }
        try await withServer(router) { base in
            defer { endIt.finish() }
            let client = HTTPClient()
            let request = Task { try await client.send(.get(base + "/slow")) }
            try await Task.sleep(for: .milliseconds(100))
            request.cancel()
            await #expect(throws: HTTP.HTTPError.cancelled) { try await request.value }
        }
    }
}

@Suite(.timeLimit(.minutes(5))) struct `HTTP streaming` {
    @Test func `a body is read as it arrives`() async throws {
        let router = Router()
        // The server goes on when the reader has told that it holds the piece before.
        let (receipts, receipt) = AsyncStream.makeStream(of: Void.self)
        router.get("ticks") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    var receipts = receipts.makeAsyncIterator()
                    for tick in 0..<3 {
                        try await writer.write(ByteBuffer(string: "tick \(tick)\n"))
                        _ = await receipts.next()
                    }
                    try await writer.finish(nil)
                })
        }
        try await withServer(router) { base in
            let client = HTTPClient(.init(timeout: .milliseconds(50)))
            let response = try await client.stream(.get(base + "/ticks"))
            #expect(response.head.status == 200)
            var chunks: [String] = []
            for try await bytes in response.body {
                chunks.append(String(decoding: bytes, as: UTF8.self))
                receipt.yield()
            }
            #expect(chunks == ["tick 0\n", "tick 1\n", "tick 2\n"])
        }
    }

    @Test func `a slow reader holds the server back, and loses nothing`() async throws {
        // More than any kernel keeps for a connection, some of which take tens of megabytes.
        let most = 4096
        let router = Router()
        let written = Counter()
        let isEnough = Mutex(false)
        router.get("flood") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    while written.value < most, !isEnough.withLock({ $0 }) {
                        let number = UInt8((written.increment() - 1) % 251)
                        try await writer.write(ByteBuffer(repeating: number, count: 65_536))
                    }
                    try await writer.finish(nil)
                })
        }
        try await withServer(router) { base in
            let client = HTTPClient()
            let response = try await client.stream(.get(base + "/flood"))
            var before = 0
            while written.value < most, before == 0 || before != written.value {
                before = written.value
                try await Task.sleep(for: .milliseconds(250))
            }
            #expect(written.value < most)
            isEnough.withLock { $0 = true }
            var count = 0
            var isIntact = true
            for try await bytes in response.body {
                for offset in stride(from: 0, to: bytes.count, by: 4096) {
                    isIntact = isIntact && bytes[offset] == UInt8((count + offset) / 65_536 % 251)
                }
                count += bytes.count
            }
            #expect(count == written.value * 65_536)
            #expect(isIntact)
        }
    }

    @Test func `a silent stream ends in a time-out, and an endless one at its limit`() async throws {
        let router = Router()
        router.get("silent") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: "hello"))
                    // libcurl judges silence by its average speed, which takes some seconds to fall.
                    try await Task.sleep(for: .seconds(15))
                    try await writer.finish(nil)
                })
        }
        router.get("long") { _, _ in String(repeating: "x", count: 100_000) }
        try await withServer(router) { base in
            let client = HTTPClient(.init(stallTimeout: .seconds(1)))
            let silent = try await client.stream(.get(base + "/silent"))
            await #expect(throws: HTTP.HTTPError.timedOut) { for try await _ in silent.body {} }
            let long = try await client.stream(.get(base + "/long"), limit: 10)
            await #expect(throws: HTTP.HTTPError.tooLarge(limit: 10)) { for try await _ in long.body {} }
        }
    }
}

@Suite struct `Retry policy` {
    @Test func `waits double up to the cap, spread over half of each step`() {
        let policy = HTTPClient.RetryPolicy(firstDelay: .milliseconds(100), longestDelay: .milliseconds(300))
        #expect(policy.delay(beforeRetry: 1, fraction: 0) == .milliseconds(50))
        #expect(policy.delay(beforeRetry: 1, fraction: 1) == .milliseconds(100))
        #expect(policy.delay(beforeRetry: 2, fraction: 1) == .milliseconds(200))
        #expect(policy.delay(beforeRetry: 3, fraction: 1) == .milliseconds(300))
        #expect(policy.delay(beforeRetry: 1000, fraction: 0.5) == .milliseconds(225))
    }

    @Test func `failures that cannot pass are not transient`() {
        #expect(HTTP.HTTPError.timedOut.isTransient)
        #expect(HTTP.HTTPError.refused(status: 429, body: "").isTransient)
        #expect(!HTTP.HTTPError.refused(status: 418, body: "").isTransient)
        #expect(!HTTP.HTTPError.untrusted(reason: "").isTransient)
        #expect(!HTTP.HTTPError.tooLarge(limit: 1).isTransient)
    }
}

extension Router {
    /// Always over the limit, with a wait longer than anyone's patience.
    fileprivate func limited() -> Router {
        get("limited") { _, _ in Response(status: .tooManyRequests, headers: [.retryAfter: "3600"]) }
        return self
    }
}

/// Knows which connection a request came on.
private struct PeerContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let port: Int
    init(source: Source) {
        coreContext = .init(source: source)
        port = source.channel.remoteAddress?.port ?? 0
    }
}
