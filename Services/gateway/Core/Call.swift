public import Domain
internal import Messages

/// One call of an operation, checked, whatever brought it: HTTP or a tool of an AI.
public struct Call: Sendable {
    /// What is wanted.
    public let operation: Operation
    /// Values of path, query and header.
    public let values: RequestValues
    /// The body's object; empty where the operation takes none.
    public let body: JSONValue
    /// The body as it came, for what is signed or has a form of its own.
    public let bytes: [UInt8]
    /// Who asks.
    public let caller: Caller
    /// The client's name for this call; nil when it gave none.
    public let idempotencyKey: String?
    /// W3C traceparent the client sent; nil when it sent none that is one.
    public let trace: String?
    /// When this call was first attempted, where an earlier attempt left no answer; nil for a first attempt.
    public internal(set) var repeatedSince: Timestamp?
    /// Names this call in the log and in problem documents.
    public let requestID: String

    /// A call of checked parts.
    ///
    /// - Throws: ``Problem`` with every fault of the body, and of the key for the call.
    public init(
        _ operation: Operation, values: RequestValues, body bytes: [UInt8] = [], caller: Caller,
        trace: String? = nil, requestID: String
    ) throws(Problem) {
        let route = operation.route
        self.operation = operation
        self.values = values
        self.bytes = bytes
        self.caller = caller
        self.trace = trace.flatMap { TraceParent($0)?.text }
        self.requestID = requestID
        guard !route.body.isEmpty else {
            body = [:]
            idempotencyKey = values.text(Parameter.idempotencyKey.name)
            return
        }
        let document: JSONValue
        do {
            document = bytes.isEmpty && route.isBodyOptional ? [:] : try JSONParser.parse(bytes)
        } catch {
            throw .invalid([.init(["body"], error.message, kind: "json_invalid")])
        }
        let name = values.text(Parameter.idempotencyKey.name)
        body = try BodyCheck.checked(
            document, against: route.fields(isNamed: name != nil), contradictions: route.contradictions)
        let own = body.text(ResourceField.idempotencyKeyName).flatMap { $0.isEmpty ? nil : $0 }
        if let name, let own, name != own {
            throw .invalid([
                .init(
                    ["body", ResourceField.idempotencyKeyName],
                    "must be the same as the header \(Parameter.idempotencyKey.name); send one of the two",
                    kind: "value_error")
            ])
        }
        idempotencyKey = name ?? own
    }

    /// A call by named arguments, wherever HTTP would carry them: path, query, header or body.
    ///
    /// - Throws: ``Problem`` with every fault.
    public init(
        _ operation: Operation, arguments: JSONValue, caller: Caller, trace: String? = nil, requestID: String
    ) throws(Problem) {
        guard case .object(let members) = arguments else {
            throw .invalid([.init(["arguments"], "must be an object", kind: "dict_type")])
        }
        let parameters = operation.route.allParameters
        func value(_ name: String) -> String? {
            members.first { $0.name == name }.flatMap { $0.value == .null ? nil : $0.value.plainText }
        }
        let names = Set(parameters.map(\.name))
        var body = members.filter { !names.contains($0.name) }
        var query: [(name: String, value: String)] = []
        for parameter in parameters where parameter.place == .query {
            if let text = value(parameter.name) { query.append((parameter.name, text)) }
        }
        if operation.route.body.isEmpty {
            // What no place was found for is refused as a parameter nobody knows.
            query += body.map { ($0.name, $0.value.plainText) }
            body = []
        }
        let values = try RequestValues(
            parameters, query: query, header: { value($0) }, path: { value($0) })
        try self.init(
            operation, values: values, body: Array(JSONValue.object(body).encoded.utf8), caller: caller,
            trace: trace, requestID: requestID)
    }

    /// An instrument of the body.
    ///
    /// - Throws: ``Problem`` where the body was not held to a field of that name.
    public func instrument(_ name: String) throws(Problem) -> InstrumentID {
        guard let instrument = body.text(name).flatMap({ InstrumentID($0) }) else {
            throw .invalid([.init(["body", name], "is required", kind: "missing")])
        }
        return instrument
    }
}
