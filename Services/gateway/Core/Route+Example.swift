extension Route {
    /// A complete made-up answer: every field filled, no list empty.
    ///
    /// Tools that learn an answer's form from one call see all of it here; real data would have holes.
    public var exampleAnswer: JSONValue {
        switch answer {
        case .page(let resource):
            .object(
                [("items", [resource.example]), ("next", "WyIxNzY3MjI1NjAwMDAwIl0")]
                    + resource.beside.map { ($0.name, $0.example) })
        case .one(let resource): resource.example
        case .command, .events, .other: [:]
        }
    }
}

extension Resource {
    /// A record as it could be.
    public var example: JSONValue { ResourceField.Form.record(fields).example }
}
