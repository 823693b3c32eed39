public import Domain
import FoundationEssentials

/// A message of a TradingView alert, whose placeholders TradingView has filled in.
public enum TradingViewMessage {
    /// What is pasted into an alert's message field.
    ///
    /// Every value is quoted, so that it stays JSON whatever a placeholder turns into.
    public static func template(secret: String) -> String {
        """
        {"secret":"\(secret)","exchange":"{{exchange}}","ticker":"{{ticker}}","interval":"{{interval}}",\
        "action":"{{strategy.order.action}}","position":"{{strategy.market_position}}",\
        "price":"{{close}}","time":"{{time}}","timenow":"{{timenow}}"}
        """
    }

    /// The signal in a message.
    ///
    /// - Throws: ``Problem`` that names every field that cannot be used.
    public static func alert(
        _ body: JSONValue, through hook: AlertHook, receivedAt: Timestamp
    ) throws(Problem) -> Alert {
        var faults: [Problem.Fault] = []
        let name = symbol(body)
        let instrument = hook.instrument(named: name)
        if instrument == nil {
            let known = hook.symbols.map(\.name).joined(separator: ", ")
            faults.append(
                .init(
                    ["body", "ticker"], "is none of this hook's symbols, \(known)", kind: "value_error",
                    input: .text(name)))
        }
        let interval = body.text("interval").flatMap(Self.interval)
        if interval == nil {
            faults.append(
                .init(
                    ["body", "interval"], "must be minutes such as 60, D, W, or a bar's length such as 1h",
                    kind: "value_error"))
        }
        let direction = direction(body)
        if direction == nil {
            faults.append(
                .init(
                    ["body", "action"],
                    "is required: buy or sell, or send position or direction: long, short or flat",
                    kind: "value_error"))
        }
        var moments: [String: Timestamp] = [:]
        for name in ["time", "timenow"] {
            guard let text = body.text(name) else { continue }
            if let moment = moment(text) {
                moments[name] = moment
            } else {
                faults.append(
                    .init(
                        ["body", name], "must be a time such as 2026-01-31T09:30:00Z, or milliseconds",
                        kind: "value_error", input: .text(text)))
            }
        }
        let label = body.text("id").flatMap { $0.isEmpty ? nil : $0 }
        if label == nil, moments.isEmpty, faults.isEmpty {
            faults.append(
                .init(
                    ["body", "timenow"], "is required, or time or id: they tell one alert from the next",
                    kind: "value_error"))
        }
        guard faults.isEmpty, let instrument, let interval, let direction else { throw .invalid(faults) }
        let source = AlertFields.source("hook-\(hook.id)", body.text("source"))
        let strength = try AlertFields.strength(
            body.text("strength"), of: direction, orElse: hook.strength)
        let mark: AlertIdentity.Mark =
            label.map { .named($0) }
            ?? .content(content(body), bar: interval.start(of: moments["time"] ?? receivedAt))
        return Alert(
            id: AlertIdentity.id(of: mark, source: source, instrument: instrument, interval: interval),
            source: source, instrument: instrument, interval: interval, direction: direction,
            strength: strength, sequence: body.integer("sequence"),
            timeToLive: body.integer("ttlSeconds").map { $0 * 1000 } ?? hook.timeToLive,
            sentAt: moments["timenow"], receivedAt: receivedAt, note: note(body))
    }

    /// `BINANCE:BTCUSDT`, whether the message has both parts in one field or in two.
    private static func symbol(_ body: JSONValue) -> String {
        let ticker = body.text("ticker") ?? ""
        guard !ticker.contains(":"), let exchange = body.text("exchange"), !exchange.isEmpty else {
            return ticker
        }
        return "\(exchange):\(ticker)"
    }

    /// A position says more than an order: a sell may open a short one, or close a long one.
    private static func direction(_ body: JSONValue) -> Direction? {
        if let word = body.text("direction") ?? body.text("position") { return Direction(rawValue: word) }
        return switch body.text("action") {
        case "buy": .long
        case "sell": .short
        default: nil
        }
    }

    /// TradingView counts minutes, and writes D and W for days and weeks.
    static func interval(_ text: String) -> Interval? {
        if let interval = Interval(rawValue: text) { return interval }
        switch text.uppercased() {
        case "D", "1D": return .oneDay
        case "3D": return .threeDays
        case "W", "1W": return .oneWeek
        default:
            // `Int64` would take a sign.
            guard text.utf8.count <= 5, text.utf8.allSatisfy({ (48...57).contains($0) }),
                let minutes = Int64(text)
            else { return nil }
            return Interval.allCases.first { $0.milliseconds == minutes * 60_000 }
        }
    }

    private static func moment(_ text: String) -> Timestamp? {
        var milliseconds = text.utf8.count <= 15 ? Int64(text) : nil
        if milliseconds == nil, let date = try? Date.ISO8601FormatStyle().parse(text) {
            milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
        }
        return milliseconds.map { Timestamp(milliseconds: $0) }.flatMap { $0.isPlausible ? $0 : nil }
    }

    /// All that was said, in an order of its own.
    private static func content(_ body: JSONValue) -> [String] {
        guard case .object(let members) = body else { return [] }
        return members.filter { $0.name != "secret" }.sorted { $0.name < $1.name }
            .flatMap { [$0.name, $0.value.encoded] }
    }

    private static func note(_ body: JSONValue) -> String {
        if let note = body.text("note") { return note }
        let action = body.text("action") ?? body.text("position") ?? body.text("direction") ?? ""
        return "\(symbol(body)) \(action)" + (body.text("price").map { " at \($0)" } ?? "")
    }
}
