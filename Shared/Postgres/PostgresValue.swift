/// A parameter of a statement, or a cell of a row to be copied, in PostgreSQL's text form.
public struct PostgresValue: Sendable, Equatable, ExpressibleByNilLiteral, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
    /// The text; nil is SQL's null.
    public let text: String?
    /// A text; nil is SQL's null.
    public init(_ text: String?) { self.text = text }
    /// Anything whose description is what PostgreSQL reads: a fixed-point number, a timestamp, a number, a
    /// Boolean.
    public init(_ value: some CustomStringConvertible) { text = value.description }
    /// An array, for `unnest($1::text[])`.
    public init(array items: [String]) {
        // Quoted without exception, so that a comma, a brace or the word NULL stays what it is.
        let quoted = items.map { item in
            guard item.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
                return "\"\(item)\""
            }
            var literal = "\""
            for scalar in item.unicodeScalars {
                if scalar == "\"" || scalar == "\\" { literal += "\\" }
                literal.unicodeScalars.append(scalar)
            }
            return literal + "\""
        }
        text = "{" + quoted.joined(separator: ",") + "}"
    }
    /// SQL's null.
    public init(nilLiteral: ()) { text = nil }
    /// A text.
    public init(stringLiteral value: String) { text = value }
    /// A whole number.
    public init(integerLiteral value: Int64) { text = String(value) }
    /// True or false.
    public init(booleanLiteral value: Bool) { text = String(value) }
}
