/// One side of a comparison.
public enum Operand: Sendable, Hashable {
    /// The same number on every bar.
    case number(Double)
    /// What the bar itself says.
    case source(PriceSource)
    /// What its history says.
    case indicator(Indicator)
}

extension Operand: Codable {
    /// Reads a number, a source's word, or an object that names an indicator.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let word = try? value.decode(String.self) {
            guard let source = PriceSource(rawValue: word) else {
                let known = PriceSource.allCases.map(\.rawValue).joined(separator: ", ")
                throw StrategyError(
                    decoder.codingPath, "no source is called \"\(word.prefix(40))\"",
                    remedy: "write one of \(known), a number, or an indicator such as "
                        + #"{"ema": {"of": "close", "period": 20}}"#)
            }
            self = .source(source)
        } else {
            self = .indicator(try Indicator(from: decoder))
        }
    }

    /// Writes a number, a source's word, or an object that names an indicator.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let number): try container.encode(number)
        case .source(let source): try container.encode(source)
        case .indicator(let indicator): try container.encode(indicator)
        }
    }
}
