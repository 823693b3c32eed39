/// A question about a bar and its history that is true, false, or unknown during warm-up.
public indirect enum Condition: Sendable, Hashable {
    /// Every one is true.
    case all([Condition])
    /// At least one is true.
    case any([Condition])
    /// The opposite.
    case not(Condition)
    /// Two numbers relate in this way.
    case compare(Operand, Comparison, Operand)
}

extension Condition: Codable {
    private enum Name: RawRepresentable, CaseIterable {
        case all, any, not
        case comparison(Comparison)

        static var allCases: [Self] { [.all, .any, .not] + Comparison.allCases.map(Self.comparison) }

        init?(rawValue: String) {
            guard let name = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
            self = name
        }

        var rawValue: String {
            switch self {
            case .all: "all"
            case .any: "any"
            case .not: "not"
            case .comparison(let comparison): comparison.rawValue
            }
        }
    }

    /// Reads an object with one key: `all`, `any`, `not`, or a comparison's name.
    public init(from decoder: any Decoder) throws {
        // Every level adds at most two keys. Checked while reading, because reading itself recurses.
        guard decoder.codingPath.count <= 2 * StrategyLimits.depth else {
            throw StrategyError(
                decoder.codingPath, "is nested more than \(StrategyLimits.depth) deep", remedy: "flatten it")
        }
        let object = try ClosedObject(decoder)
        let name = try object.onlyKey(of: Name.self, what: "condition")
        switch name {
        case .all: self = .all(try object.list(name.rawValue, of: "conditions"))
        case .any: self = .any(try object.list(name.rawValue, of: "conditions"))
        case .not: self = .not(try object.value(name.rawValue))
        case .comparison(let comparison):
            let operands: [Operand] = try object.list(name.rawValue, of: "two operands")
            guard operands.count == 2 else {
                throw StrategyError(
                    decoder.codingPath + [TextKey(name.rawValue)], "has \(operands.count) operands",
                    remedy: "write two: [left, right]")
            }
            self = .compare(operands[0], comparison, operands[1])
        }
    }

    /// Writes an object with one key.
    public func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: TextKey.self)
        switch self {
        case .all(let conditions): try object.encode(conditions, forKey: TextKey(Name.all.rawValue))
        case .any(let conditions): try object.encode(conditions, forKey: TextKey(Name.any.rawValue))
        case .not(let condition): try object.encode(condition, forKey: TextKey(Name.not.rawValue))
        case .compare(let left, let comparison, let right):
            try object.encode([left, right], forKey: TextKey(comparison.rawValue))
        }
    }
}
