/// All a coding assistant has to know to write a working client, in one text made from the routes.
///
/// Short enough to be pasted into a prompt, complete enough that nothing has to be guessed.
public enum BuilderContext {
    /// The whole text.
    public static var markdown: String {
        var text = opening
        for group in Route.Group.allCases {
            let operations = Operation.allCases.filter { $0.route.group == group }
            guard !operations.isEmpty else { continue }
            text += "\n## Operations: \(group.rawValue)\n"
            for operation in operations { text += "\n" + section(operation) }
        }
        text += "\n## Forms of answers\n"
        for resource in resources {
            text += "\n### \(resource.name)\n\n\(resource.summary)\n\n" + table(resource.fields)
        }
        return text
    }

    private static let opening = """
        # Quantum Trader Pro: context for a coding assistant

        You write a client for the HTTP API of a self-hosted trading suite. Trading is on paper. Everything needed is in this text; the same as a
        machine-readable document is at `/openapi.json` (3.1) and `/openapi-3.0.json`.

        ## Rules

        - Address and key come from the environment: `QTP_URL` (such as http://127.0.0.1:8080) and `QTP_KEY`. Never write a key into code.
        - Send the key as `Authorization: Bearer KEY` or `X-API-Key: KEY`. A key's scope is one of read, research, paper, trade, admin; each includes those
          before it. 401 means no usable key, 403 means the scope is too narrow.
        - Prices, quantities and amounts are decimal TEXT (`"0.1"`). Parse them with a decimal type, never with a binary float.
        - Times are whole milliseconds since 1970, UTC. An instrument is `venue:symbol`, such as `sim:BTCUSD`. An interval is a word such as `30m`, `4h` or `1d`.
        - A list answers `{"items": [...], "next": "..."}`. Ask again with `cursor` = `next` until `next` is null. `limit` is at most 1000.
        - A request that changes something takes `idempotencyKey` in the body, or the header `Idempotency-Key`: your own name for it. Make the name
          once, before the first attempt, and repeat the request with the same name after a time-out or a broken connection: it happens once, and the repeat gets
          the first answer. The same name with another body is 409.
        - An error is a problem document (RFC 9457): `type`, `title`, `status`, `detail` (what to change, in one sentence) and, for 422, `errors`, a list of
          `{loc, msg, type}` that names every wrong field. Show `detail` to the user. Retry 429 and 503 after `Retry-After` seconds, nothing else.
        - Leave optional fields out, or send them empty or as null; never an empty secret. Give a query value once.
        - `?example=true` on any GET answers a complete made-up sample of its form.

        ## What happens by itself

        Server-sent events: `GET /v1/events?topic=candles,orders` with the same key; a browser's EventSource, which sends no headers,
        asks with `token=` and a token of `POST /v1/tokens`. An event's `id` is a cursor; reconnect with the header `Last-Event-ID` and
        nothing is lost for 15 minutes. Socket.IO (protocol 5) at `/socket.io/`: connect with `auth: {token: KEY}`, then emit `subscribe` with
        `{topic, instrument, interval}`; the acknowledgement holds the state, and events arrive under the topic's name. Keep each event's `cursor` and send the
        last one along when you subscribe again. An event `gap` says that something is missing,
        the last event `closed` that the key or token no longer opens this. An AI agent's tools are at `/mcp` (Streamable HTTP).

        """

    private static func section(_ operation: Operation) -> String {
        let route = operation.route
        var text =
            "### \(operation.rawValue)\n\n`\(route.method.rawValue.uppercased()) \(route.path)` · \(access(route)) · answers \(answer(of: route))\n\n"
        text += route.details.isEmpty ? route.summary + ".\n" : "\(route.summary). \(route.details)\n"
        if !route.parameters.isEmpty {
            text += "\n| parameter | in | required | meaning |\n| --- | --- | --- | --- |\n"
            for parameter in route.parameters {
                text += row([
                    "`\(parameter.name)`", parameter.place.rawValue, parameter.isRequired ? "yes" : "no",
                    parameter.summary + words(parameter.form),
                ])
            }
        }
        if let body = route.exampleBody {
            text += "\nBody:\n\n| field | form | required | meaning |\n| --- | --- | --- | --- |\n"
            for field in route.body {
                text += row([
                    "`\(field.name)`", word(for: field.form), field.isRequired ? "yes" : "no", field.summary,
                ])
            }
            text += "\n```json\n\(body.encoded)\n```\n"
        }
        return text
    }

    private static func access(_ route: Route) -> String {
        switch route.access {
        case .open: "no key"
        case .key(let scope): "scope \(scope.rawValue)"
        }
    }

    private static func answer(of route: Route) -> String {
        switch route.answer {
        case .page(let resource): "\(route.success) with a list of \(resource.name)"
        case .one(let resource): "\(route.success) with \(resource.name)"
        case .command: "200 with \(Resource.commandOutcome.name), or 202 while replies are missing"
        case .events: "events without end"
        case .other(let contentType): contentType
        }
    }

    private static func words(_ form: Parameter.Form) -> String {
        if case .word(let words) = form { " One of \(words.joined(separator: ", "))." } else { "" }
    }

    private static var resources: [Resource] {
        var found: [Resource] = []
        for operation in Operation.allCases {
            switch operation.route.answer {
            case .page(let resource), .one(let resource):
                if !found.contains(where: { $0.name == resource.name }) { found.append(resource) }
            case .command, .events, .other: break
            }
        }
        return found + [.commandOutcome]
    }

    private static func table(_ fields: [ResourceField]) -> String {
        var text = "| field | form | meaning |\n| --- | --- | --- |\n"
        for field in fields { text += rows(field, under: "") }
        return text
    }

    /// A field, and below it the fields inside it under their full names.
    private static func rows(_ field: ResourceField, under prefix: String) -> String {
        let name = prefix + field.name
        let form = word(for: field.form) + (field.isNullable ? " or null" : "")
        var text = row(["`\(name)`", form, field.summary])
        switch field.form {
        case .record(let fields): text += fields.map { rows($0, under: name + ".") }.joined()
        case .list(.record(let fields)): text += fields.map { rows($0, under: name + "[].") }.joined()
        default: break
        }
        return text
    }

    private static func word(for form: ResourceField.Form) -> String {
        switch form {
        case .decimal: "decimal text"
        case .integer: "whole number"
        case .timestamp: "milliseconds"
        case .number: "number"
        case .boolean: "true or false"
        case .text: "text"
        case .instrument: "venue:symbol"
        case .word(let words): words.joined(separator: ", ")
        case .json: "object"
        case .list(let form): "list of " + word(for: form)
        case .record: "object"
        }
    }

    private static func row(_ cells: [String]) -> String {
        // A bar would end the cell.
        "| "
            + cells.map {
                $0.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
            }.joined(separator: " | ") + " |\n"
    }
}
