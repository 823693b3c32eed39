import GatewayCore
import Testing

@Suite struct `A webhook's signature` {
    /// The digest is what Python's `hmac.new(b"whsec_test", b'1700000000.{"a":1}', "sha256").hexdigest()` gives.
    @Test func `is HMAC-SHA-256 of moment and body`() {
        #expect(
            WebhookSignature.header(of: #"{"a":1}"#, key: "whsec_test", seconds: 1_700_000_000)
                == "t=1700000000,v1=38877139021993b830af32feea6e18a8da83eb2f6e49ee50bd9e4cf4ca4d3789")
    }

    @Test func `differs with every part of it`() {
        let headers = [
            WebhookSignature.header(of: "a", key: "k", seconds: 1),
            WebhookSignature.header(of: "b", key: "k", seconds: 1),
            WebhookSignature.header(of: "a", key: "l", seconds: 1),
            WebhookSignature.header(of: "a", key: "k", seconds: 2),
        ].map { $0.split(separator: "v1=").last }
        #expect(Set(headers).count == 4)
    }
}
