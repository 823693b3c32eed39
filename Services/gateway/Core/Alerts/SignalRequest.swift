public import Domain

/// A signal that a client sends with a key of its own.
public enum SignalRequest {
    /// The signal a call carries.
    ///
    /// - Throws: ``Problem`` that names every field that cannot be used.
    public static func alert(from call: Call, receivedAt: Timestamp) throws(Problem) -> Alert {
        let body = call.body
        let instrument = try call.instrument("instrument")
        guard let interval = body.text("interval").flatMap(Interval.init(rawValue:)),
            let direction = body.text("direction").flatMap(Direction.init(rawValue:))
        else { throw .invalid([.init(["body"], "interval and direction are required", kind: "missing")]) }
        let strength = try AlertFields.strength(body.text("strength"), of: direction, orElse: nil)
        let sentAt = try AlertFields.plausible(body.integer("occurredAt"), "occurredAt")
        let note = body.text("note") ?? ""
        let source = AlertFields.source(call.caller.keyID, body.text("source"))
        let timeToLive = body.integer("ttlSeconds").map { $0 * 1000 }
        let sequence = body.integer("sequence")
        let name = body.text("id").flatMap { $0.isEmpty ? nil : $0 } ?? call.idempotencyKey
        let said = min(sentAt ?? receivedAt, receivedAt)
        let mark: AlertIdentity.Mark =
            name.map { .named($0) }
            ?? .content(
                [
                    direction.rawValue, strength.description, sequence?.description ?? "",
                    timeToLive?.description ?? "", sentAt?.description ?? "", note,
                ], bar: interval.start(of: said))
        return Alert(
            id: AlertIdentity.id(of: mark, source: source, instrument: instrument, interval: interval),
            source: source, instrument: instrument, interval: interval, direction: direction,
            strength: strength, sequence: sequence, timeToLive: timeToLive, sentAt: sentAt,
            receivedAt: receivedAt, note: note)
    }
}

extension SignalRequest {
    /// What is wrong with a strength beside its direction.
    static func contradictions(_ body: JSONValue) -> [Problem.Fault] {
        guard let direction = body.text("direction").flatMap(Direction.init(rawValue:)) else { return [] }
        do throws(Problem) {
            _ = try AlertFields.strength(body.text("strength"), of: direction, orElse: nil)
            return []
        } catch {
            return error.faults
        }
    }
}

/// What the doors for outside signals check alike.
enum AlertFields {
    /// Whose signal it is: the key or hook that let it in, which nobody else can use, and the name behind it.
    static func source(_ door: String, _ name: String?) -> String {
        name.map { "\(door)/\($0)" } ?? door
    }

    /// How sure a signal is; a flat one always zero.
    static func strength(
        _ text: String?, of direction: Direction, orElse standard: Rate?
    ) throws(Problem) -> Rate {
        let place = ["body", "strength"]
        guard direction != .flat else {
            guard text.map({ Rate($0) == .zero }) ?? true else {
                throw .invalid([
                    .init(place, "must be 0 or absent where direction is flat", kind: "value_error")
                ])
            }
            return .zero
        }
        guard let text else {
            if let standard { return standard }
            throw .invalid([
                .init(
                    place, "is required where direction is long or short, above 0 and at most 1",
                    kind: "value_error")
            ])
        }
        guard let strength = Rate(text), strength.isPositive, strength <= Rate(whole: 1) else {
            throw .invalid([
                .init(place, "must be above 0 and at most 1", kind: "value_error", input: .text(text))
            ])
        }
        return strength
    }

    /// A moment at which a market can have been open.
    static func plausible(_ milliseconds: Int64?, _ name: String) throws(Problem) -> Timestamp? {
        guard let milliseconds else { return nil }
        let time = Timestamp(milliseconds: milliseconds)
        guard time.isPlausible else {
            throw .invalid([
                .init(
                    ["body", name], "must be milliseconds since 1970 UTC, not later than the year 9999",
                    kind: "value_error")
            ])
        }
        return time
    }
}
