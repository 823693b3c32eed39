import Domain

/// Which amounts a request may name, as decimal text of at most 10 digits and 8 decimals without needless zeros in front.
///
/// The patterns keep to what every dialect of regular expressions knows: no looking ahead.
public enum AmountRange: Sendable, Equatable {
    /// Above zero.
    case positive
    /// Zero or more.
    case notNegative
    /// Above zero, and at most one.
    case share
    /// From zero to one.
    case fraction
    /// Zero or more, and below one.
    case belowOne

    /// As a JSON Schema says it.
    var pattern: String {
        switch self {
        case .positive: "^(\(Self.whole)\(Self.decimals)|0\\.(\(Self.someDecimals)))$"
        case .notNegative: "^(0|\(Self.whole))\(Self.decimals)$"
        case .share: "^(1(\\.0{1,8})?|0\\.(\(Self.someDecimals)))$"
        case .fraction: "^(1(\\.0{1,8})?|0\(Self.decimals))$"
        case .belowOne: "^0\(Self.decimals)$"
        }
    }

    /// What is wrong with an amount; nil where it may be named.
    func fault(of text: String) -> (kind: String, message: String, context: JSONValue)? {
        guard let amount = Quantity(text) else { return nil }
        let one = Quantity(whole: 1)
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        switch self {
        case .positive where amount <= .zero, .share where amount <= .zero:
            return ("greater_than", "must be above 0", ["gt": 0])
        case .notNegative where isNegative, .fraction where isNegative, .belowOne where isNegative:
            return ("greater_than_equal", "must be 0 or more", ["ge": 0])
        case .share where amount > one, .fraction where amount > one:
            return ("less_than_equal", "must be at most 1", ["le": 1])
        case .belowOne where amount >= one: return ("less_than", "must be below 1", ["lt": 1])
        case .positive, .notNegative, .share, .fraction, .belowOne: return nil
        }
    }

    /// Whether text is an amount at all, of whatever range.
    static func accepts(_ text: String) -> Bool {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, (1...10).contains(whole.utf8.count),
            whole == "0" || whole.utf8.first != UInt8(ascii: "0"), parts.count <= 2,
            parts.count == 1 || (1...8).contains(parts[1].utf8.count)
        else { return false }
        return Quantity(text) != nil
    }

    private static let whole = "[1-9][0-9]{0,9}"
    private static let decimals = "(\\.[0-9]{1,8})?"
    /// At most eight, of which one is not zero: one way for each number of zeros in front.
    private static let someDecimals = (0..<8).map { zeros in
        let rest = zeros == 7 ? "" : "[0-9]{0,\(7 - zeros)}"
        return String(repeating: "0", count: zeros) + "[1-9]" + rest
    }.joined(separator: "|")
}
