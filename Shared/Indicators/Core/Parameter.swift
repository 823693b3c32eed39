/// One setting of an indicator set: what it is called, means and may be.
public struct Parameter: Sendable, Equatable {
    /// How a value is written.
    public enum Kind: Sendable, Equatable {
        /// A whole number, usually of bars.
        case length
        /// Any finite number.
        case number
        /// 0 or 1, false or true.
        case flag
    }

    /// As it is written, in lower case with underscores.
    public let name: String
    /// How its values are written.
    public let kind: Kind
    /// The value where none is given.
    public let standard: Double
    /// What is allowed, both ends included.
    public let range: ClosedRange<Double>

    /// The longest window: more bars than ten years of minutes would fit no memory that a bar deserves.
    public static let longest = 10_000

    /// A number of bars, at least `least`.
    public static func length(_ name: String, _ standard: Int, from least: Int = 1) -> Self {
        Self(name: name, kind: .length, standard: Double(standard), range: Double(least)...Double(longest))
    }

    /// A number within a range.
    public static func number(_ name: String, _ standard: Double, in range: ClosedRange<Double>) -> Self {
        Self(name: name, kind: .number, standard: standard, range: range)
    }

    /// A choice between two.
    public static func flag(_ name: String, _ standard: Bool) -> Self {
        Self(name: name, kind: .flag, standard: standard ? 1 : 0, range: 0...1)
    }
}

/// Why settings cannot be used; the text says it to a person.
public enum ParameterError: Error, Equatable, CustomStringConvertible {
    /// Nothing of that name can be set.
    case unknown(name: String, known: [String])
    /// The text is no value of that kind.
    case malformed(name: String, text: String, kind: Parameter.Kind)
    /// The value is not allowed.
    case outOfRange(name: String, value: Double, range: ClosedRange<Double>)
    /// Two values that do not go together.
    case contradiction(String)

    /// What is wrong, in one line.
    public var description: String {
        switch self {
        case .unknown(let name, let known):
            known.isEmpty
                ? "nothing can be set here, so not \(name) either"
                : "there is no parameter \(name); there are \(known.joined(separator: ", "))"
        case .malformed(let name, let text, .length): "\(name) has to be a whole number, not \"\(text)\""
        case .malformed(let name, let text, .number): "\(name) has to be a number, not \"\(text)\""
        case .malformed(let name, let text, .flag): "\(name) has to be true or false, not \"\(text)\""
        case .outOfRange(let name, let value, let range):
            "\(name) has to be within \(Self.plain(range.lowerBound)) and \(Self.plain(range.upperBound)), not \(Self.plain(value))"
        case .contradiction(let reason): reason
        }
    }

    private static func plain(_ value: Double) -> String {
        Int(exactly: value).map { String($0) } ?? String(value)
    }
}

/// The settings of an indicator set, checked.
public struct ParameterValues: Sendable, Equatable {
    private var values: [String: Double] = [:]

    /// Reads settings from texts; those not given have their standard value.
    public init(
        _ texts: [(name: String, text: String)], of parameters: [Parameter]
    ) throws(ParameterError) {
        for parameter in parameters { values[parameter.name] = parameter.standard }
        for (name, text) in texts {
            guard let parameter = parameters.first(where: { $0.name == name }) else {
                throw .unknown(name: name, known: parameters.map(\.name))
            }
            guard let value = Self.read(text, as: parameter.kind) else {
                throw .malformed(name: name, text: text, kind: parameter.kind)
            }
            guard parameter.range.contains(value) else {
                throw .outOfRange(name: name, value: value, range: parameter.range)
            }
            values[name] = value
        }
    }

    private static func read(_ text: String, as kind: Parameter.Kind) -> Double? {
        switch kind {
        case .length: Int(text).map { Double($0) }
        case .number: Double(text).flatMap { $0.isFinite ? $0 : nil }
        case .flag: ["0": 0, "false": 0, "1": 1, "true": 1][text.lowercased()]
        }
    }

    /// The value of a declared parameter.
    public func number(_ name: String) -> Double {
        guard let value = values[name] else { preconditionFailure("\(name) is not declared") }
        return value
    }

    /// The value of a declared number of bars.
    public func length(_ name: String) -> Int { Int(number(name)) }

    /// The value of a declared choice.
    public func flag(_ name: String) -> Bool { number(name) == 1 }
}
