extension HTTPClient {
    /// What a request does to a resource.
    public enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case head = "HEAD"
        case put = "PUT"
        case delete = "DELETE"
        case post = "POST"
        case patch = "PATCH"

        /// Whether sending it twice has the effect of sending it once (RFC 9110, section 9.2.2).
        public var isIdempotent: Bool {
            switch self {
            case .get, .head, .put, .delete: true
            case .post, .patch: false
            }
        }
    }

    /// One request.
    public struct Request: Sendable, Equatable {
        /// What to do.
        public var method: Method
        /// Where: an absolute `http` or `https` URL, percent-encoded.
        public var url: String
        /// Header fields in the order they are sent.
        ///
        /// `Host` and `Content-Length` are made from the rest.
        public var headers: Headers
        /// The body; empty for none.
        public var body: [UInt8]
        /// Time for everything from the first byte sent to the last received; nil takes the client's.
        public var timeout: Duration?

        /// A request.
        public init(
            _ method: Method, _ url: String, headers: Headers = [:], body: [UInt8] = [],
            timeout: Duration? = nil
        ) {
            self.method = method
            self.url = url
            self.headers = headers
            self.body = body
            self.timeout = timeout
        }

        /// Reads a resource: `get("http://host/path", query: [("symbol", "BTCUSDT")])`.
        public static func get(
            _ url: String, query: [(name: String, value: String)] = [], headers: Headers = [:]
        ) -> Self {
            Self(.get, query.isEmpty ? url : url + "?" + encode(query), headers: headers)
        }

        /// Sends a body.
        public static func post(_ url: String, body: [UInt8], contentType: String, headers: Headers = [:])
            -> Self
        {
            var headers = headers
            headers.append("Content-Type", contentType)
            return Self(.post, url, headers: headers, body: body)
        }

        /// Names and values percent-encoded and joined as a query: everything but RFC 3986's unreserved characters.
        public static func encode(_ query: [(name: String, value: String)]) -> String {
            query.map { percentEncode($0.name) + "=" + percentEncode($0.value) }.joined(separator: "&")
        }

        private static func percentEncode(_ text: String) -> String {
            var encoded: [UInt8] = []
            let digits = Array("0123456789ABCDEF".utf8)
            for byte in text.utf8 {
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                    UInt8(ascii: "_"), UInt8(ascii: "~"):
                    encoded.append(byte)
                default: encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                }
            }
            return String(decoding: encoded, as: UTF8.self)
        }
    }
}
