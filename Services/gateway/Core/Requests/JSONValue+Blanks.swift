import Domain

extension JSONValue {
    /// The value in the form its field has, whatever else its sender may write for it.
    ///
    /// Whoever fills in a form leaves fields blank, and builders then send empty text or null: for a field that may be left out,
    /// that is as good as leaving it out, unless it means something of its own there.
    func read(as form: ResourceField.Form) -> JSONValue {
        switch (form, self) {
        case (.record(let fields), .object(let members)):
            .object(
                members.compactMap { member in
                    guard let field = fields.first(where: { $0.name == member.name }) else { return member }
                    if field.isBlank(member.value) { return nil }
                    let value = field.isLoose ? member.value.tightened(field.form) : member.value
                    return Member(name: member.name, value: value.read(as: field.form))
                })
        case (.list(let form), .array(let items)): .array(items.map { $0.read(as: form) })
        default: self
        }
    }

    /// A number out of its quotation marks, or a number as the text its field takes; anything else as it is.
    private func tightened(_ form: ResourceField.Form) -> JSONValue {
        switch (form, self) {
        case (.integer, .text(let text)) where ResourceField.quotedInteger.accepts(text):
            return Int64(text).map { .integer($0) } ?? self
        case (.text, .integer), (.text, .number): return .text(encoded)
        case (.decimal, .integer), (.decimal, .number):
            // A minus before nothing is a number, too.
            return .text(Quantity(encoded) == .zero ? "0" : encoded)
        default: return self
        }
    }
}

extension ResourceField {
    /// Digits that every whole number of 64 bits can hold.
    struct QuotedInteger {
        let pattern = "^[0-9]{1,18}$"
        func accepts(_ text: String) -> Bool {
            (1...18).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) }
        }
    }
    static let quotedInteger = QuotedInteger()

    /// Whether empty text is a value of the field like any other: no note, no header.
    var takesEmptyText: Bool {
        guard case .text = form else { return false }
        return switch limit {
        case nil: true
        case .length(let range), .name(let range), .header(let range), .url(let range): range.contains(0)
        case .range, .count, .amount: false
        }
    }

    /// Whether it may be left blank.
    ///
    /// No secret may: one that came out empty is a mistake, and an order that was to be placed with a token would be placed without.
    var mayBeBlank: Bool { !isRequired && !isSecret }

    /// Whether a value is as good as none.
    func isBlank(_ value: JSONValue) -> Bool {
        guard mayBeBlank else { return false }
        return switch value {
        case .null: !isNullable
        case .text(""): !takesEmptyText
        default: false
        }
    }
}
