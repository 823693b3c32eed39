internal import FoundationEssentials

/// What a collector made of a batch.
enum TraceAnswer: Equatable {
    /// It has taken them, but for so many; the text is empty where it says nothing.
    case taken(rejected: Int, message: String)
    /// It cannot take them now.
    case later(after: Duration?, reason: String)
    /// It will never take them.
    case refused(reason: String)

    /// The only statuses after which a sender may send again; all others of 4xx and 5xx mean that it must not.
    ///
    /// Source: opentelemetry-proto, docs/specification.md, "Retryable Response Codes".
    private static let retryable: Set<Int> = [429, 502, 503, 504]

    /// Reads an answer.
    init(status: Int, retryAfter: Duration?, body: [UInt8]) {
        switch status {
        case 200..<300:
            let success = try? JSONDecoder().decode(Success.self, from: Data(body))
            let partial = success?.partialSuccess
            self = .taken(rejected: partial?.rejectedSpans?.count ?? 0, message: partial?.errorMessage ?? "")
        case _ where Self.retryable.contains(status):
            self = .later(after: retryAfter, reason: "status \(status)")
        default:
            let said = (try? JSONDecoder().decode(Failure.self, from: Data(body)))?.message ?? ""
            self = .refused(
                reason: said.isEmpty ? "status \(status)" : "status \(status): \(said.prefix(200))")
        }
    }

    private struct Success: Decodable {
        let partialSuccess: Partial?
    }

    private struct Partial: Decodable {
        let rejectedSpans: Whole?
        let errorMessage: String?
    }

    private struct Failure: Decodable {
        let message: String?
    }

    /// A 64-bit number, which may be written as a number or as a text.
    private struct Whole: Decodable {
        let count: Int

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {
                count = number
            } else {
                count = Int(try container.decode(String.self)) ?? 0
            }
        }
    }
}
