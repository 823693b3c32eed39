import Domain

/// Holds a request's body to the fields its route declares, and names every fault at once.
///
/// The kinds of fault are pydantic's, which FastAPI's clients know. `value_error` is none of them: it is left for what no
/// schema can say, such as a time that must come after another.
struct BodyCheck {
    private var faults: [Problem.Fault] = []

    /// The body, when it is as declared: without what was left blank, and each value in its field's own form.
    static func checked(
        _ body: JSONValue, against fields: [ResourceField],
        contradictions: (JSONValue) -> [Problem.Fault] = { _ in [] }
    ) throws(Problem) -> JSONValue {
        var check = BodyCheck()
        let body = body.read(as: .record(fields))
        check.check(body, .record(fields), at: ["body"])
        let places = Set(check.faults.map(\.location))
        check.faults += contradictions(body).filter { !places.contains($0.location) }
        guard check.faults.isEmpty else { throw .invalid(check.faults) }
        return body
    }

    private mutating func add(
        _ place: [String], _ kind: String, _ message: String, _ input: JSONValue? = nil,
        _ context: JSONValue? = nil
    ) {
        faults.append(.init(place, message, kind: kind, input: input, context: context))
    }

    private mutating func check(_ value: JSONValue, _ field: ResourceField, at place: [String]) {
        if value == .null, field.isNullable { return }
        let before = faults.count
        if field.isLoose, case .decimal = field.form, case .text(let text) = value, !AmountRange.accepts(text)
        {
            // A number has no form of its own that could be told beforehand.
            add(place, "value_error", "must have at most 10 digits and 8 decimals, such as 0.75", value)
            return
        }
        check(value, field.form, at: place)
        if faults.count == before, let limit = field.limit { check(value, limit, at: place) }
        if field.isSecret { faults = faults.map { $0.place(isWithin: place) ? $0.withoutInput : $0 } }
    }

    private mutating func check(_ value: JSONValue, _ form: ResourceField.Form, at place: [String]) {
        switch (form, value) {
        case (.decimal, .text(let text)):
            if !AmountRange.accepts(text) {
                add(
                    place, "decimal_parsing",
                    #"must be decimal text such as "12.5", at most 10 digits and 8 decimals"#, value)
            }
        case (.decimal, _):
            add(place, "string_type", #"must be decimal text in quotation marks, such as "12.5""#, value)
        case (.integer, _):
            if value.exactInteger == nil { add(place, "int_type", "must be a whole number", value) }
        case (.timestamp, _):
            if value.exactInteger.map(TimestampText.accepts) != true {
                add(place, "int_type", TimestampText.rule, value)
            }
        case (.number, .integer), (.number, .number), (.boolean, .boolean), (.json, .object): break
        case (.number, _): add(place, "float_type", "must be a number", value)
        case (.boolean, _): add(place, "bool_type", "must be true or false", value)
        case (.json, _): add(place, "dict_type", "must be an object", value)
        case (.text, .text(let text)):
            if text.utf8.contains(0) {
                add(place, "string_pattern_mismatch", "must not hold a zero character", value)
            }
        case (.text, _): add(place, "string_type", "must be text", value)
        case (.instrument, .text(let text)) where InstrumentText.accepts(text): break
        case (.instrument, .text): add(place, "string_pattern_mismatch", InstrumentText.rule, value)
        case (.instrument, _): add(place, "string_type", InstrumentText.rule, value)
        case (.word(let words), .text(let text)) where words.contains(text): break
        case (.word(let words), _):
            let expected = words.joined(separator: ", ")
            add(place, "literal_error", "must be one of \(expected)", value, ["expected": .text(expected)])
        case (.list(let form), .array(let items)):
            for (index, item) in items.enumerated() { check(item, form, at: place + [String(index)]) }
        case (.list, _): add(place, "list_type", "must be a list", value)
        case (.record(let fields), .object(let members)):
            for field in fields {
                if let value = members.first(where: { $0.name == field.name })?.value {
                    check(value, field, at: place + [field.name])
                } else if field.isRequired {
                    add(place + [field.name], "missing", "is required: \(field.summary)")
                }
            }
            for member in members where !fields.contains(where: { $0.name == member.name }) {
                let known = fields.map(\.name).joined(separator: ", ")
                // Its value stays untold: it may be a secret under a wrong name.
                add(place + [member.name], "extra_forbidden", "is no field of this body; there are \(known)")
            }
        case (.record, _): add(place, "dict_type", "must be a JSON object", value)
        }
    }

    private mutating func check(_ value: JSONValue, _ limit: ResourceField.Limit, at place: [String]) {
        switch (limit, value) {
        case (.length(let range), .text(let text)):
            check(text.unicodeScalars.count, range, of: "characters", "string", at: place, value)
        case (.name(let range), .text(let text)):
            let name = NameText(range)
            if !name.accepts(text) {
                add(place, "string_pattern_mismatch", name.rule, value, ["pattern": .text(name.pattern)])
            }
        case (.range(let range), _):
            guard let number = value.exactInteger else { return }
            if number < range.lowerBound {
                let least = JSONValue.integer(range.lowerBound)
                add(place, "greater_than_equal", "must be \(range.lowerBound) or more", value, ["ge": least])
            } else if number > range.upperBound {
                let most = JSONValue.integer(range.upperBound)
                add(place, "less_than_equal", "must be \(range.upperBound) or less", value, ["le": most])
            }
        case (.count(let range), .array(let items)):
            check(items.count, range, of: "items", "list", at: place, value)
        case (.amount(let range), .text(let text)):
            if let fault = range.fault(of: text) {
                add(place, fault.kind, fault.message, value, fault.context)
            }
        case (.header(let range), .text(let text)):
            check(text.unicodeScalars.count, range, of: "characters", "string", at: place, value)
            if !PlainText.isHeader(text) {
                add(
                    place, "string_pattern_mismatch", "must be printable ASCII on one line", value,
                    ["pattern": .text(PlainText.headerPattern)])
            }
        case (.url(let range), .text(let text)):
            check(text.unicodeScalars.count, range, of: "characters", "string", at: place, value)
            if !PlainText.isURL(text) {
                add(
                    place, "string_pattern_mismatch",
                    "must be an absolute, percent-encoded URL, http:// or https://, without a fragment (#…)",
                    value, ["pattern": .text(PlainText.urlPattern)])
            }
        case (.length, _), (.name, _), (.count, _), (.amount, _), (.header, _), (.url, _): break
        }
    }

    private mutating func check(
        _ count: Int, _ range: ClosedRange<Int>, of unit: String, _ kind: String, at place: [String],
        _ value: JSONValue
    ) {
        let prefix = kind == "list" ? "" : "\(kind)_"
        let name = kind == "list" ? "items" : "length"
        func words(_ number: Int) -> Substring { number == 1 ? unit.dropLast() : unit[...] }
        if count < range.lowerBound {
            let least = JSONValue.integer(Int64(range.lowerBound))
            add(
                place, "\(prefix)too_short",
                "must have at least \(range.lowerBound) \(words(range.lowerBound))",
                value,
                .object([("min_\(name)", least)]))
        } else if count > range.upperBound {
            let most = JSONValue.integer(Int64(range.upperBound))
            add(
                place, "\(prefix)too_long",
                "must have at most \(range.upperBound) \(words(range.upperBound))",
                value,
                .object([("max_\(name)", most)]))
        }
    }
}
