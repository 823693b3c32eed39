import FoundationEssentials

/// How long a receiver asks to be left alone.
public enum WebhookRetryAfter {
    private struct Body: Decodable {
        struct Parameters: Decodable {
            let retry_after: Double?
        }
        let retry_after: Double?
        let parameters: Parameters?
    }

    /// The wait, from the header (seconds, possibly with a fraction, or a date) or from the body as Discord and Telegram write it.
    ///
    /// - Parameters:
    ///   - header: The value of `Retry-After`.
    ///   - body: The start of the answer's body.
    ///   - now: Milliseconds since 1970.
    /// - Returns: Milliseconds; nil where neither says anything.
    public static func milliseconds(header: String?, body: [UInt8], now: Int64) -> Int64? {
        if let header, let wait = wait(header, now: now) { return wait }
        guard let answer = try? JSONDecoder().decode(Body.self, from: Data(body)),
            let seconds = answer.retry_after ?? answer.parameters?.retry_after
        else { return nil }
        return milliseconds(seconds)
    }

    private static func wait(_ header: String, now: Int64) -> Int64? {
        if let seconds = Double(header) { return milliseconds(seconds) }
        return HTTPDate.seconds(header).map { min(max($0 * 1_000 - now, 0), 86_400_000) }
    }

    private static func milliseconds(_ seconds: Double) -> Int64? {
        guard seconds.isFinite, seconds >= 0 else { return nil }
        return Int64(min(seconds, 86_400) * 1_000)
    }
}
