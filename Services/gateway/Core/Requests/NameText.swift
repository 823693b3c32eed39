/// Text that is safe anywhere: letters, digits, dots, underscores and dashes.
struct NameText {
    private let length: ClosedRange<Int>

    init(_ length: ClosedRange<Int>) { self.length = length }

    /// As a JSON Schema says it.
    var pattern: String { "^[A-Za-z0-9._-]{\(length.lowerBound),\(length.upperBound)}$" }

    /// As a person is told.
    var rule: String {
        "must be \(length.lowerBound) to \(length.upperBound) letters, digits, dots, underscores or dashes"
    }

    func accepts(_ text: String) -> Bool {
        length.contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                    || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
            }
    }
}
