import Domain
import FoundationEssentials
public import Messages

/// The deliveries that messages amount to: one for each subscription that wants a message, in the messages' order.
///
/// Column by column, as one statement takes them. Every value is derived from the message, so that a message that comes again
/// gives the same deliveries, which the database then has already.
public struct OutboxRows: Sendable, Equatable {
    private static let columns = [
        "delivery_id", "webhook_id", "event_id", "event_type", "instrument", "occurred_at", "message",
    ]

    /// The statement that adds them, with one array of texts for each column; those that are there already stay as they are.
    ///
    /// Ordered, so that the deliveries of one webhook are numbered in the order of the messages.
    public static let insert = """
        INSERT INTO webhook_deliveries (\(columns.joined(separator: ", ")))
        SELECT delivery_id, webhook_id, event_id, event_type, instrument, occurred_at::bigint, message::json
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
            WITH ORDINALITY AS item (\(columns.joined(separator: ", ")), place)
        ORDER BY place
        ON CONFLICT DO NOTHING
        """

    /// For each column its values, all of one length.
    public private(set) var values = [[String]](repeating: [], count: columns.count)

    /// Whether nobody wants anything.
    public var isEmpty: Bool { values[0].isEmpty }

    /// The deliveries of these messages.
    public init(_ messages: some Sequence<Message>, to subscriptions: [WebhookSubscription]) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        for message in messages {
            guard let event = WebhookEvent(message) else { continue }
            let takers = subscriptions.filter { $0.filter.matches(message) }
            // Encoding fails for numbers that JSON has no words for; these are all texts.
            guard !takers.isEmpty,
                let fields = try? encoder.encode(message.encoded().strings.map(Self.storable))
            else { continue }
            let eventID = Self.storable(message.id)
            for taker in takers {
                let row = [
                    taker.deliveryID(of: eventID), taker.id, eventID, event.rawValue,
                    message.instrument.map { Self.storable($0.description) } ?? "",
                    message.occurredAt.description, String(decoding: fields, as: UTF8.self),
                ]
                for (column, value) in row.enumerated() { values[column].append(value) }
            }
        }
    }

    /// A text as a database takes it, which is any but a zero byte.
    private static func storable(_ text: String) -> String {
        guard text.utf8.contains(0) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }
}
