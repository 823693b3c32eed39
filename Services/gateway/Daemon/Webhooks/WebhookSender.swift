import FoundationEssentials
import GatewayCore
import HTTP
import ServiceRuntime

/// Sends one delivery, once.
struct WebhookSender: Sendable {
    private let client: HTTPClient
    private let timeout: Duration

    /// What is sent, to whom, and how it is signed.
    struct Parcel: Sendable {
        let deliveryID: String
        let eventID: String
        let body: WebhookBody
        let url: String
        let authorization: String
        let signingKey: String
        /// 1 for the first.
        let attempt: Int
    }

    /// How a receiver took it.
    struct Receipt: Sendable {
        let outcome: WebhookOutcome
        /// The start of what the receiver said; empty where it said nothing.
        let answer: String
    }

    /// A sender of its own pool of connections, at most four to one host.
    init(timeout: Duration, allowsPrivateAddresses: Bool, trustedAuthorities: String? = nil) {
        self.timeout = timeout
        client = HTTPClient(
            .init(
                connectTimeout: min(timeout, .seconds(5)), timeout: timeout, stallTimeout: timeout,
                connectionsPerHost: 4, retry: .never, trustedAuthorities: trustedAuthorities,
                allowsPrivateAddresses: allowsPrivateAddresses))
    }

    init(_ settings: ResolvedSettings) {
        self.init(
            timeout: .milliseconds(settings[WebhookKeys.timeout]),
            allowsPrivateAddresses: settings[WebhookKeys.allowPrivate])
    }

    func send(_ parcel: Parcel) async -> Receipt {
        let seconds = Int64(Date().timeIntervalSince1970)
        var headers: HTTPClient.Headers = [
            "X-QTP-Event": parcel.body.event, "X-QTP-Event-ID": parcel.eventID,
            "X-QTP-Delivery": parcel.deliveryID, "X-QTP-Attempt": "\(parcel.attempt)",
            "X-QTP-Signature": WebhookSignature.header(
                of: parcel.body.text, key: parcel.signingKey, seconds: seconds),
        ]
        if !parcel.authorization.isEmpty { headers.append("Authorization", parcel.authorization) }
        var request = HTTPClient.Request.post(
            parcel.url, body: Array(parcel.body.text.utf8), contentType: "application/json", headers: headers)
        request.timeout = timeout
        do {
            // Streamed, and cut off after the start: an answer too long to collect is an answer all the same.
            let response = try await client.stream(request)
            let start = await Self.start(of: response.body)
            let wait = WebhookRetryAfter.milliseconds(
                header: response.head.headers["Retry-After"], body: start, now: seconds * 1_000)
            return Receipt(
                outcome: .answered(status: response.head.status, retryAfterMilliseconds: wait),
                answer: String(decoding: start, as: UTF8.self))
        } catch {
            return Receipt(outcome: Self.outcome(of: error), answer: "")
        }
    }

    private static let longestAnswer = 4_096

    private static func start(of body: HTTPClient.Body) async -> [UInt8] {
        var start: [UInt8] = []
        do {
            for try await bytes in body {
                start += bytes.prefix(longestAnswer - start.count)
                if start.count == longestAnswer { break }
            }
        } catch {
            // The status has come, and it is what counts; of the body we take what there was.
            return start
        }
        return start
    }

    private static func outcome(of error: HTTPError) -> WebhookOutcome {
        switch error {
        case .privateAddress:
            .impossible(
                reason: "the host is no public address; gateway.webhooks.allow-private would allow it")
        case .invalidRequest(let reason): .impossible(reason: reason)
        case .unreachable(let reason): .failed(reason: "not reached: \(reason)")
        case .untrusted(let reason): .failed(reason: "not trusted: \(reason)")
        case .timedOut: .failed(reason: "no answer in time")
        case .interrupted(let reason): .failed(reason: "the connection broke: \(reason)")
        case .tooLarge, .refused: .failed(reason: "an answer that cannot be read")
        case .cancelled: .failed(reason: "the gateway stopped")
        }
    }
}
