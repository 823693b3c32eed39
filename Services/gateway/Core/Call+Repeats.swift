import Domain

extension Call {
    /// What is asked, in one form whatever the order of its members: two requests mean the same when this is the same.
    ///
    /// Without the name under which it is asked.
    public var meaning: String {
        let values = values.sorted.filter { $0.name != Parameter.idempotencyKey.name }
            .map { JSONValue.array([.text($0.name), .text($0.value)]) }
        var members: [JSONValue.Member] = []
        if case .object(let own) = body { members = own }
        let body = JSONValue.object(members.filter { $0.name != ResourceField.idempotencyKeyName })
        return JSONValue.array([.text(operation.rawValue), .array(values), body.sorted]).encoded
    }

    /// The same call, when an earlier attempt at it left no answer; nil changes nothing.
    public func repeated(since milliseconds: Int64?) -> Call {
        var call = self
        call.repeatedSince = milliseconds.map { Timestamp(milliseconds: $0) }
        return call
    }
}

extension JSONValue {
    /// The same value with the members of all objects in the order of their names.
    var sorted: JSONValue {
        switch self {
        case .object(let members):
            .object(
                members.map { Member(name: $0.name, value: $0.value.sorted) }.sorted { $0.name < $1.name })
        case .array(let items): .array(items.map(\.sorted))
        case .null, .boolean, .integer, .number, .text, .raw: self
        }
    }
}

extension Route {
    /// Whether a repeat is to get this very answer; a command some replies to which are missing is asked for again.
    public func isFinal(_ answer: Answer) -> Bool {
        if case .command = self.answer { return answer.status != 202 }
        return answer.status < 500
    }
}

extension Problem {
    /// Whether a repeat is to get this very problem; what passes by itself is tried again.
    public var isFinal: Bool { status < 500 && status != 429 }

    /// Another request stands under the client's name for this one.
    public static let idempotencyConflict = Problem(
        status: 409, kind: "idempotency-conflict", title: "Idempotency key in use",
        detail: "Another request was sent under this idempotency key; use a new key for a new request.")

    /// The first request of this name is still being carried out.
    public static let idempotencyUnderWay: Problem = {
        var problem = Problem(
            status: 409, kind: "idempotency-under-way", title: "Still being carried out",
            detail:
                "The first request under this idempotency key has no answer yet; repeat this one in 2 seconds."
        )
        problem.retryAfterSeconds = 2
        return problem
    }()
}
