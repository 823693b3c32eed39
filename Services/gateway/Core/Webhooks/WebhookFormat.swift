/// Who receives a webhook, which decides the form of the body.
public enum WebhookFormat: String, Sendable, CaseIterable {
    /// One flat JSON object; amounts are decimal text, exact.
    case generic
    /// The same object for a Bubble backend workflow: amounts are numbers, since Bubble freezes the types it sees first.
    case bubble
    /// The same object as `generic`, for a Dify webhook trigger.
    case dify
    /// A message of a Discord channel's webhook.
    case discord
    /// A message of a Telegram bot, `https://api.telegram.org/bot…/sendMessage?chat_id=…`.
    case telegram
    /// A message of a Slack channel's incoming webhook.
    case slack

    /// Whether the body is the flat object, and not a message for people.
    public var isFlat: Bool {
        switch self {
        case .generic, .bubble, .dify: true
        case .discord, .telegram, .slack: false
        }
    }
}
