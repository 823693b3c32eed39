internal import BlockingThreads

/// An HTTP client for machines: one thread, one pool of kept connections, bounded in time and size.
///
/// TLS certificates are always verified; there is no switch. Redirects are handed on, not followed: the services we
/// talk to do not move, and a signed request must not go elsewhere. Requests run side by side; those beyond
/// ``Configuration/connectionsPerHost`` wait for a connection. The thread ends with the client.
public final class HTTPClient: Sendable {
    /// What holds for every request unless it says otherwise.
    public struct Configuration: Sendable, Equatable {
        /// Time to a usable connection, TLS included.
        public var connectTimeout: Duration
        /// Time for a whole exchange that is not streamed.
        public var timeout: Duration
        /// How long a streamed body may stay silent.
        ///
        /// Whole seconds.
        public var stallTimeout: Duration
        /// The longest body ``HTTPClient/send(_:)`` collects, after decompression.
        public var maximumBodyBytes: Int
        /// Connections to one host, in use or kept.
        public var connectionsPerHost: Int
        /// When to send again.
        public var retry: RetryPolicy
        /// The `User-Agent` field.
        public var userAgent: String
        /// A PEM file of the authorities to trust instead of the system's; nil for the system's.
        public var trustedAuthorities: String?
        /// Whether it may connect to any address, or to public ones alone (``NetworkAddress/isPublic``).
        ///
        /// For addresses that somebody else has named. Checked for the very address that is connected to, after the name was
        /// resolved, so that a name which resolves differently a moment later gains nothing; a proxy, which would do the
        /// connecting, is not used.
        public var allowsPrivateAddresses: Bool

        /// The defaults suit a venue's REST interface.
        public init(
            connectTimeout: Duration = .seconds(3), timeout: Duration = .seconds(10),
            stallTimeout: Duration = .seconds(30), maximumBodyBytes: Int = 16 * 1024 * 1024,
            connectionsPerHost: Int = 8, retry: RetryPolicy = RetryPolicy(),
            userAgent: String = "quantum-trader-pro", trustedAuthorities: String? = nil,
            allowsPrivateAddresses: Bool = true
        ) {
            self.connectTimeout = connectTimeout
            self.timeout = timeout
            self.stallTimeout = stallTimeout
            self.maximumBodyBytes = maximumBodyBytes
            self.connectionsPerHost = connectionsPerHost
            self.retry = retry
            self.userAgent = userAgent
            self.trustedAuthorities = trustedAuthorities
            self.allowsPrivateAddresses = allowsPrivateAddresses
        }
    }

    /// What was given at the start.
    public let configuration: Configuration
    private let mailbox = TransferMailbox()
    private let driver: Task<Void, Never>

    /// Starts the client's thread.
    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
        let loop = TransferLoop(mailbox: mailbox, configuration: configuration)
        // The loop blocks its own thread, never the pool, and returns when `deinit` closes the mailbox.
        driver = Task { await loop.run() }
    }

    deinit {
        mailbox.close()
        driver.cancel()
    }

    /// Sends a request and collects the answer, whatever its status.
    ///
    /// An idempotent request is sent again by the policy after a transient failure or status, or when the server says
    /// `Retry-After`; the last answer is returned.
    /// - Throws: ``HTTPError`` where there is no whole answer within the limits.
    public func send(_ request: Request) async throws(HTTPError) -> Response {
        try await retrying(request) { () async throws(HTTPError) in
            let (head, lifetime) = try await self.open(
                request, timeout: request.timeout ?? self.configuration.timeout,
                limit: self.configuration.maximumBodyBytes)
            var body: [UInt8] = []
            while let bytes = try await lifetime.exchange.next() { body += bytes }
            return Response(head: head, body: body)
        } head: {
            $0.head
        }
    }

    /// Sends a request and answers with the body still to come.
    ///
    /// What is not read holds the server back.
    ///
    /// Retried like ``send(_:)`` until the head has arrived, never after.
    /// A body longer than `limit` ends with ``HTTPError/tooLarge(limit:)``.
    public func stream(_ request: Request, limit: Int = .max) async throws(HTTPError) -> StreamingResponse {
        try await retrying(request) { () async throws(HTTPError) in
            let (head, lifetime) = try await self.open(request, timeout: request.timeout, limit: limit)
            return StreamingResponse(head: head, body: Body(lifetime: lifetime))
        } head: {
            $0.head
        }
    }

    private func open(
        _ request: Request, timeout: Duration?, limit: Int
    ) async throws(HTTPError) -> (ResponseHead, ExchangeLifetime) {
        let lifetime = ExchangeLifetime(
            mailbox.start(try TransferPlan(request, timeout: timeout), limit: limit))
        return (try await lifetime.exchange.head(), lifetime)
    }

    private func retrying<Answer>(
        _ request: Request, _ attempt: () async throws(HTTPError) -> Answer, head: (Answer) -> ResponseHead
    ) async throws(HTTPError) -> Answer {
        var retry = 1
        while true {
            let outcome: Result<Answer, HTTPError>
            do { outcome = .success(try await attempt()) } catch { outcome = .failure(error) }
            let isTransient =
                switch outcome {
                case .success(let answer): RetryPolicy.transientStatuses.contains(head(answer).status)
                case .failure(let error): error.isTransient
                }
            guard isTransient,
                let pause = configuration.retry.pause(
                    beforeRetry: retry, of: request.method,
                    retryAfter: (try? outcome.get()).flatMap { head($0).retryAfter },
                    fraction: .random(in: 0...1))
            else { return try outcome.get() }
            do { try await Task.sleep(for: pause) } catch { throw .cancelled }
            retry += 1
        }
    }
}

extension HTTPClient.ResponseHead {
    /// What the server asks a client to wait, given in seconds; nil where it asks nothing or names a date, which would
    /// need the server's clock.
    public var retryAfter: Duration? {
        headers["Retry-After"].flatMap { Int64($0) }.flatMap { $0 >= 0 ? .seconds($0) : nil }
    }
}
