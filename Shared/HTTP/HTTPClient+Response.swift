extension HTTPClient {
    /// What comes before the body.
    public struct ResponseHead: Sendable, Equatable {
        /// The status code; 3xx is handed on, redirects are not followed.
        public let status: Int
        /// The header fields.
        public let headers: Headers
        /// Whether the status is 2xx.
        public var isSuccess: Bool { (200..<300).contains(status) }
    }

    /// A whole answer.
    public struct Response: Sendable, Equatable {
        /// Status and header fields.
        public let head: ResponseHead
        /// The body, decompressed.
        public let body: [UInt8]
        /// The status code.
        public var status: Int { head.status }
        /// The header fields.
        public var headers: Headers { head.headers }
        /// The body as text; what is no UTF-8 is replaced.
        public var text: String { String(decoding: body, as: UTF8.self) }

        /// The answer again, if its status is 2xx.
        ///
        /// - Throws: ``HTTPError/refused(status:body:)`` with the first 512 bytes of the body otherwise.
        public func requireSuccess() throws(HTTPError) -> Self {
            guard head.isSuccess else {
                throw .refused(status: status, body: String(decoding: body.prefix(512), as: UTF8.self))
            }
            return self
        }
    }

    /// An answer whose body is read as it arrives.
    public struct StreamingResponse: Sendable {
        /// Status and header fields.
        public let head: ResponseHead
        /// The body.
        ///
        /// Read it once; what is not read holds the server back, and dropping it closes the connection.
        public let body: Body
    }

    /// The bytes of one answer as they arrive, decompressed.
    ///
    /// For one reader.
    public struct Body: AsyncSequence, Sendable {
        /// Some bytes, never none.
        public typealias Element = [UInt8]
        let lifetime: ExchangeLifetime

        /// Where reading stands.
        public struct AsyncIterator: AsyncIteratorProtocol {
            let lifetime: ExchangeLifetime
            /// The next bytes; nil at the end of the body.
            public mutating func next() async throws(HTTPError) -> [UInt8]? {
                try await lifetime.exchange.next()
            }
            /// The next bytes; nil at the end of the body.
            public mutating func next(
                isolation actor: isolated (any Actor)?
            ) async throws(HTTPError) -> [UInt8]? {
                try await lifetime.exchange.next()
            }
        }
        /// Starts reading.
        public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(lifetime: lifetime) }
    }
}
