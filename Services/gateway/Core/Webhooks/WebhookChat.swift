/// Messages for people, each in the dialect and within the limits of its messenger.
///
/// A text is cut before it is escaped, so that no escape is cut in two.
enum WebhookChat {
    /// A Discord message (limits: content 2 000 characters, an embed's title 256 and description 4 096).
    static func discord(_ title: String, _ summary: String, _ moment: String) -> JSONValue {
        [
            "content": .text(escapedForDiscord(cut(summary, to: 900))),
            "embeds": [
                [
                    "title": .text(cut(title, to: 200)),
                    "description": .text(escapedForDiscord(cut(summary, to: 1_900))),
                    "timestamp": .text(moment),
                ]
            ],
            // A text from outside must not call everybody.
            "allowed_mentions": ["parse": []],
        ]
    }

    /// A Telegram message (limit: 4 096 UTF-16 units after the markup is taken away).
    static func telegram(_ title: String, _ summary: String, chat: String) -> JSONValue {
        [
            "chat_id": .text(chat),
            "text": .text(
                "<b>\(escapedForMarkup(cut(title, to: 200)))</b>\n\(escapedForMarkup(cut(summary, to: 3_800)))"
            ),
            "parse_mode": "HTML", "disable_web_page_preview": true,
        ]
    }

    /// A Slack message (advised limit: 4 000 characters).
    static func slack(_ title: String, _ summary: String) -> JSONValue {
        [
            "text": .text(
                "*\(escapedForMarkup(cut(title, to: 200)))*\n\(escapedForMarkup(cut(summary, to: 3_500)))")
        ]
    }

    /// At most so many UTF-16 units, in which these services count; what is cut ends in an ellipsis.
    private static func cut(_ text: String, to limit: Int) -> String {
        guard text.utf16.count > limit else { return text }
        var kept = ""
        var count = 0
        for character in text {
            count += character.utf16.count
            guard count < limit else { break }
            kept.append(character)
        }
        return kept + "…"
    }

    /// The three characters that Telegram's HTML and Slack's text reserve.
    private static func escapedForMarkup(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    private static func escapedForDiscord(_ text: String) -> String {
        var escaped = ""
        for character in text {
            if "\\*_~`|>#[]".contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped
    }
}
