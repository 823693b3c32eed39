/// One tool: an operation of the API in the words of a model.
struct MCPTool: Sendable {
    /// `[A-Za-z0-9_.-]{1,128}`.
    let name: String
    let title: String
    /// The tool's prompt: what it does, and when to use it.
    let summary: String
    let operation: Operation
    /// Arguments that the tool sets itself.
    let fixed: [(name: String, value: JSONValue)]
    /// Arguments it cannot do without, beyond those its operation needs.
    let required: Set<String>
    /// Arguments that are not offered, beyond those it sets.
    let hidden: Set<String>
    /// Whether it belongs to placing orders, which a server allows or does not.
    let isTrading: Bool
    /// Whether it takes away or changes what is there, where it is no reading tool.
    let isDestructive: Bool
    /// What it makes of the operation's answer; nil keeps it.
    let form: Form?

    /// A form of its own for the operation's answer.
    struct Form: Sendable {
        let schema: JSONValue
        /// The document, or why there is none.
        let shape: @Sendable (JSONValue) -> Result<JSONValue, Problem>
    }

    init(
        _ name: String, _ title: String, _ summary: String, _ operation: Operation,
        fixed: [(name: String, value: JSONValue)] = [], required: Set<String> = [], hidden: Set<String> = [],
        isTrading: Bool = false, isDestructive: Bool = false, form: Form? = nil
    ) {
        self.name = name
        self.title = title
        self.summary = summary
        self.operation = operation
        self.fixed = fixed
        self.required = required
        self.hidden = hidden.union(fixed.map(\.name))
        self.isTrading = isTrading
        self.isDestructive = isDestructive
        self.form = form
    }

    /// The tool as a list shows it.
    var json: JSONValue {
        let route = operation.route
        var members: [(String, JSONValue)] = [
            ("name", .text(name)), ("title", .text(title)), ("description", .text(summary)),
            ("inputSchema", MCPSchemas.input(route, hidden: hidden, required: required)),
        ]
        if let schema = form?.schema ?? MCPSchemas.output(route) { members.append(("outputSchema", schema)) }
        members.append(
            (
                "annotations",
                [
                    "title": .text(title), "readOnlyHint": .boolean(isReadOnly),
                    "destructiveHint": .boolean(isDestructive), "idempotentHint": true,
                    "openWorldHint": false,
                ]
            ))
        return .object(members)
    }

    private var isReadOnly: Bool { !operation.route.isMutation || operation.route.repeats == .harmless }

    /// The operation's arguments.
    ///
    /// - Throws: ``Problem`` for arguments that are missing or not offered.
    func arguments(_ given: JSONValue) throws(Problem) -> JSONValue {
        guard case .object(let members) = given else {
            throw .invalid([.init(["arguments"], "must be an object", kind: "dict_type")])
        }
        // Models write null or empty text for what they leave out.
        let present = members.filter { $0.value != .null && $0.value != "" }
        var faults = present.filter { hidden.contains($0.name) }.map {
            Problem.Fault([$0.name], "is no argument of this tool", kind: "extra_forbidden")
        }
        for name in required.sorted() where !present.contains(where: { $0.name == name }) {
            faults.append(.init([name], "is required", kind: "missing"))
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        let takesBody = !operation.route.body.isEmpty
        return .object(
            present.map { member in
                let isKey = member.name == ResourceField.idempotencyKeyName && !takesBody
                return (isKey ? Parameter.idempotencyKey.name : member.name, member.value)
            } + fixed.map { ($0.name, $0.value) })
    }

    /// The result of a call.
    func result(of outcome: MCPTask.Outcome) -> JSONValue {
        switch outcome {
        case .refused(let problem): return Self.failure(problem)
        case .answered(let document, let status):
            guard status < 400 else {
                return ["content": [Self.text(document.encoded)], "isError": true]
            }
            switch form?.shape(document.parsed) ?? .success(document) {
            case .failure(let problem): return Self.failure(problem)
            case .success(let shaped):
                return [
                    "content": [Self.text(shaped.encoded)], "structuredContent": shaped, "isError": false,
                ]
            }
        }
    }

    /// A failure as a result: a model reads it, changes what it says, and tries again.
    static func failure(_ problem: Problem) -> JSONValue {
        ["content": [text("\(problem.title): \(problem.argumentDetail)")], "isError": true]
    }

    private static func text(_ text: String) -> JSONValue { ["type": "text", "text": .text(text)] }
}
