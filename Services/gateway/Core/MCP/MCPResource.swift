/// What a client may read by URI and put before a model.
struct MCPResource: Sendable {
    let name: String
    let title: String
    let summary: String
    /// A URI, or a template of RFC 6570 with one variable at its end.
    let uri: String
    let operation: Operation
    /// The operation's argument that the variable stands for; nil where there is none.
    let argument: String?

    /// Every resource, in the order of the lists.
    static let all = [
        MCPResource(
            name: "symbols", title: "Instruments",
            summary: "The instruments there are, with their trading rules.",
            uri: "qtp://symbols", operation: .listInstruments, argument: nil),
        MCPResource(
            name: "portfolio", title: "Portfolio",
            summary: "All positions marked at the last close, and equity.",
            uri: "qtp://portfolio", operation: .getPortfolio, argument: nil),
        MCPResource(
            name: "strategy", title: "Strategy",
            summary: "A strategy and its source, by name.",
            uri: "qtp://strategies/{id}", operation: .getStrategy, argument: "id"),
        MCPResource(
            name: "decision", title: "Decision explained",
            summary: "Why a decision came out as it did; the id is decision/venue:symbol/interval/openedAt.",
            uri: "qtp://decisions/{+id}", operation: .explainDecision, argument: "id"),
    ]

    /// Whether it stands for many resources.
    var isTemplate: Bool { argument != nil }

    /// The resource as a list shows it.
    var json: JSONValue {
        [
            "name": .text(name), "title": .text(title), "description": .text(summary),
            isTemplate ? "uriTemplate" : "uri": .text(uri), "mimeType": "application/json",
        ]
    }

    /// The operation's arguments for a URI; nil where the URI is none of this resource's.
    func arguments(for uri: String) -> JSONValue? {
        guard let argument else { return uri == self.uri ? [:] : nil }
        let prefix = self.uri.prefix { $0 != "{" }
        guard uri.hasPrefix(prefix), uri.utf8.count > prefix.utf8.count else { return nil }
        return .object([(argument, .text(PercentText.decoded(String(uri.dropFirst(prefix.count)))))])
    }

    /// The contents as a client reads them.
    static func contents(_ document: JSONValue, of uri: String) -> JSONValue {
        [
            "contents": [
                ["uri": .text(uri), "mimeType": "application/json", "text": .text(document.encoded)]
            ]
        ]
    }
}

/// Percent-encoding (RFC 3986).
enum PercentText {
    /// The text with its escapes undone; as it is where they are no UTF-8.
    static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16),
                digits.allSatisfy({ $0 != UInt8(ascii: "+") })
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self) ?? text
    }
}
