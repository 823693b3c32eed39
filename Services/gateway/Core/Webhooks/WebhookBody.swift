import Domain
public import Messages
import Webhooks

/// What is sent for one delivery.
public struct WebhookBody: Sendable, Equatable {
    /// The event's type: `fill.recorded`.
    public let event: String
    /// JSON text; the same at every attempt.
    public let text: String

    /// The body of a message in a format; nil for a message that is no event of a webhook.
    ///
    /// - Parameters:
    ///   - message: The event.
    ///   - format: Who receives it.
    ///   - deliveryID: The delivery, the same at every attempt.
    ///   - chat: The chat of a Telegram bot; empty for all others.
    ///   - isTest: Whether it is a sample that somebody asked for.
    public init?(
        _ message: Message, as format: WebhookFormat, deliveryID: String, chat: String = "",
        isTest: Bool = false
    ) {
        guard let record = WebhookRecord(message) else { return nil }
        event = record.event.rawValue
        let title = (isTest ? "Test: " : "") + record.event.rawValue
        let json: JSONValue =
            switch format {
            case .generic, .bubble, .dify:
                Self.flat(record, message, deliveryID, isTest: isTest, decimalsAsNumbers: format == .bubble)
            case .discord:
                WebhookChat.discord(title, record.summary, WebhookRecord.text(of: message.occurredAt))
            case .telegram: WebhookChat.telegram(title, record.summary, chat: chat)
            case .slack: WebhookChat.slack(title, record.summary)
            }
        text = json.encoded
    }

    private static func flat(
        _ record: WebhookRecord, _ message: Message, _ deliveryID: String, isTest: Bool,
        decimalsAsNumbers: Bool
    ) -> JSONValue {
        let common: [(String, JSONValue)] = [
            ("event", .text(record.event.rawValue)), ("eventID", .text(message.id)),
            ("deliveryID", .text(deliveryID)), ("isTest", .boolean(isTest)),
            ("occurredAt", .integer(message.occurredAt.milliseconds)),
            ("occurredAtText", .text(WebhookRecord.text(of: message.occurredAt))),
            ("instrument", .text(message.instrument?.description ?? "")),
            ("venue", .text(message.instrument?.venue ?? "")),
            ("symbol", .text(message.instrument?.symbol ?? "")), ("summary", .text(record.summary)),
        ]
        return .object(
            common
                + record.members.map { member in
                    let value: JSONValue =
                        switch member.value {
                        // The text of a decimal is a JSON number's text, too: nothing is rounded on our side.
                        case .decimal(let text): decimalsAsNumbers ? .raw(text) : .text(text)
                        case .integer(let number): .integer(number)
                        case .boolean(let flag): .boolean(flag)
                        case .text(let text): .text(text)
                        }
                    return (member.name, value)
                })
    }
}
