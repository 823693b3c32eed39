/// What the audit log tells of a call.
extension Call {
    /// Longer values are left out: the log is for ever, and tells what was changed, not every word of it.
    private static let longestValue = 16_384

    /// What was wanted: the values of query and body, without secrets; nil where there are none.
    ///
    /// What the path says is told by ``subject(of:)``.
    public var wish: JSONValue? {
        let query = operation.route.parameters.filter { $0.place == .query }.compactMap { parameter in
            values.text(parameter.name).map { (parameter.name, JSONValue.text($0)) }
        }
        let fields = operation.route.body.compactMap { field in
            body[field.name].flatMap { field.told($0) }.map { (field.name, $0) }
        }
        let told = (query + fields).map { name, value in
            let length = value.encoded.utf8.count
            return (name, length > Self.longestValue ? .text("\(length) bytes, left out") : value)
        }
        return told.isEmpty ? nil : .object(told)
    }

    /// Which thing it is about: what the path names, else what was made, else what the body is about.
    public func subject(of answer: Answer?) -> String {
        let path = operation.route.parameters.filter { $0.place == .path }.compactMap { values.text($0.name) }
        guard path.isEmpty else { return path.joined(separator: " ") }
        var made = [answer?.change?.after].compactMap(\.self)
        if case .json(let document)? = answer?.body { made.append(document) }
        for thing in made {
            let thing = if case .raw = thing { thing.parsed } else { thing }
            if let id = thing.text("id") ?? thing.text("clientOrderID") { return id }
        }
        return body.text("instrument") ?? body["strategy"]?.text("name") ?? ""
    }
}

extension ResourceField {
    /// A value as the log may show it; nil for a secret.
    fileprivate func told(_ value: JSONValue) -> JSONValue? { isSecret ? nil : form.told(value) }
}

extension ResourceField.Form {
    /// A value without the secrets within it.
    fileprivate func told(_ value: JSONValue) -> JSONValue {
        switch (self, value) {
        case (.record(let fields), .object):
            .object(
                fields.compactMap { field in
                    value[field.name].flatMap { field.told($0) }.map { (field.name, $0) }
                })
        case (.list(let form), .array(let items)): .array(items.map { form.told($0) })
        default: value
        }
    }
}
