/// One field of a record or of a request's body.
public struct ResourceField: Sendable {
    /// What it holds, and how it is written in JSON.
    public indirect enum Form: Sendable {
        /// Decimal text, exact: `"0.1"`.
        case decimal
        /// A whole number.
        case integer
        /// Milliseconds since the Unix epoch, UTC.
        case timestamp
        /// A binary fraction: analysis, not accounting.
        case number
        case boolean
        case text
        /// `venue:symbol`.
        case instrument
        /// One of some words.
        case word([String])
        /// An object of any form.
        case json
        /// Any number of one form.
        case list(Form)
        /// Fields of their own.
        case record([ResourceField])
    }

    /// What else a request's value must keep to.
    public enum Limit: Sendable, Equatable {
        /// Characters of a text.
        case length(ClosedRange<Int>)
        /// So many letters, digits, dots, underscores and dashes.
        case name(ClosedRange<Int>)
        /// A whole number.
        case range(ClosedRange<Int64>)
        /// Items of a list.
        case count(ClosedRange<Int>)
        /// A moment at which a market can have been open, from 1970 to the year 9999.
        static let plausibleTime = Limit.range(0...253_402_300_799_999)

        /// A decimal.
        case amount(AmountRange)
        /// Printable ASCII: so many characters.
        case header(ClosedRange<Int>)
        /// An address, http or https: so many characters.
        case url(ClosedRange<Int>)
    }

    /// Its name in JSON.
    public let name: String
    /// What it holds.
    public let form: Form
    /// What it means, with its unit.
    public let summary: String
    /// Whether it may be null.
    public let isNullable: Bool
    /// Whether a request makes no sense without it; an answer has every field.
    public let isRequired: Bool
    /// What else a request's value must keep to.
    public let limit: Limit?
    /// Whether its value must never be shown: not in an answer, a log or the audit.
    public let isSecret: Bool
    /// Whether samples show it although a request may go without.
    let isSampled: Bool
    /// Whether a number may stand in quotation marks, and text that is a number may go without: the sender fills in a
    /// form and does not see what it becomes.
    let isLoose: Bool
    /// A value as it could be, never null and never empty.
    public let example: JSONValue
    /// The SQL expression that gives it; empty for what the database does not give.
    let column: String

    init(
        _ name: String, _ form: Form, _ summary: String, isNullable: Bool = false, isRequired: Bool = true,
        limit: Limit? = nil, isSecret: Bool = false, isSampled: Bool = false, isLoose: Bool = false,
        column: String = "", example: JSONValue? = nil
    ) {
        self.isSampled = isSampled
        self.isLoose = isLoose
        self.name = name
        self.form = form
        self.summary = summary
        self.isNullable = isNullable
        self.isRequired = isRequired
        self.limit = limit
        self.isSecret = isSecret
        self.column = column
        self.example = example ?? form.example
    }

    /// A request's name in the body, where a client cannot set headers.
    static func idempotencyKey(isRequired: Bool, example: String = "my-request-1") -> ResourceField {
        ResourceField(
            idempotencyKeyName, .text,
            "Your own name for this request, 1 to 64 letters, digits, dots, underscores or dashes. Send the same name when "
                + "you repeat the request: it is then carried out once only."
                + (isRequired ? "" : " Empty is as good as none."),
            isRequired: isRequired, limit: .name((isRequired ? 1 : 0)...64),
            example: .text(example))
    }
    /// Its name.
    static let idempotencyKeyName = "idempotencyKey"

    /// Its column in a type that the database writes in JSON as the form says.
    var jsonColumn: String {
        switch form {
        case .decimal, .text, .word, .instrument: "(\(column))::text"
        case .integer, .timestamp: "(\(column))::bigint"
        case .boolean: "(\(column))::boolean"
        // Through text, so that it keeps the form in which it is stored.
        case .number, .json, .list, .record: "(\(column))::text::json"
        }
    }
}

extension ResourceField.Form {
    /// A value as it could be.
    var example: JSONValue {
        switch self {
        case .decimal: "1.5"
        case .integer: 1
        case .timestamp: 1_767_225_600_000
        case .number: .number("0.5")
        case .boolean: true
        case .text: "text"
        case .instrument: "sim:BTCUSD"
        case .word(let words): .text(words.first ?? "")
        case .json: ["name": "value"]
        case .list(let form): .array([form.example])
        case .record(let fields): .object(fields.map { ($0.name, $0.example) })
        }
    }
}
