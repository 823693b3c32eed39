/// One cURL line for every operation, made from its route: what Bubble, n8n and people paste.
///
/// The address and the key are shell variables, so that no line ever holds either.
public enum CurlPage {
    /// The whole page.
    public static var markdown: String {
        var text = """
            # A cURL line for every call

            Generated from the API's routes; a running gateway serves the same text at `/docs/curl.md`. Set the two variables once:

            ```sh
            export QTP_URL=http://127.0.0.1:8080   # where your gateway answers
            export QTP_KEY=…                       # `qtp keys create --scope read --label "my tool"`
            ```

            Every list and document also answers a complete made-up sample with `?example=true`, every field filled: import that first where a tool
            learns an answer's form from one call. Leave optional values out, or send them empty or as null (but for secrets: an empty one is a mistake, and refused). In a request that changes something,
            `idempotencyKey` is your own name for it: send the same name when you repeat it, and it happens once. **Choose a new one for each new wish:**
            the names here are samples, and a name that stands for another request is answered with 409. Words in capitals stand for ids of yours.

            """
        for group in Route.Group.allCases {
            let operations = Operation.allCases.filter { $0.route.group == group }
            guard !operations.isEmpty else { continue }
            text += "\n## \(group.rawValue.prefix(1).uppercased() + group.rawValue.dropFirst())\n"
            for operation in operations {
                text += "\n\(operation.route.summary):\n\n```sh\n\(line(for: operation.route))\n```\n"
            }
        }
        return text
    }

    /// The line of one route, with a value for whatever it cannot do without.
    static func line(for route: Route) -> String {
        var words = ["curl -sS"]
        if route.method != .get { words.append("-X \(route.method.rawValue.uppercased())") }
        if case .events = route.answer { words.append("-N") }
        words.append("\"$QTP_URL\(path(of: route))\"")
        if route.access != .open { words.append(#"-H "Authorization: Bearer $QTP_KEY""#) }
        if let body = route.exampleBody {
            words.append(#"-H "Content-Type: application/json""#)
            // A quotation mark ends the shell's text; this closes it, adds one and opens it again.
            words.append(
                "-d '\(body.encoded.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#))'"
            )
        }
        return words.joined(separator: " ")
    }

    private static func path(of route: Route) -> String {
        var path = route.path
        for parameter in route.parameters where parameter.place == .path {
            path = path.split(separator: "{\(parameter.name)}", omittingEmptySubsequences: false)
                .joined(separator: parameter.example)
        }
        let query = route.parameters.filter { $0.place == .query && $0.isRequired }
        return query.isEmpty
            ? path : path + "?" + query.map { "\($0.name)=\($0.example)" }.joined(separator: "&")
    }
}

extension Route {
    /// A body as it could be sent: what is required, and the client's name for the request; nil where there is none.
    public var exampleBody: JSONValue? {
        guard !body.isEmpty else { return nil }
        let shown = fields.filter {
            $0.isRequired || $0.isSampled || $0.name == ResourceField.idempotencyKeyName
        }
        return .object((shown.isEmpty ? fields : shown).map { ($0.name, $0.example) })
    }
}

extension Parameter {
    /// A value as it could be in a URL.
    public var example: String {
        switch form {
        case .instrument: "sim:BTCUSD"
        case .interval: "30m"
        // A range has an end after its start.
        case .timestamp: name == "to" ? "1767312000000" : "1767225600000"
        case .integer(let range): String(range.contains(100) ? 100 : range.lowerBound)
        case .word(let words), .words(let words): words.first ?? ""
        case .boolean: "true"
        case .eventID: "0"
        // Something a reader sees has to be replaced.
        case .name, .id, .slashedID, .cursor, .text: name.uppercased()
        }
    }
}
