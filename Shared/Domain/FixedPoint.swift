/// A decimal number of fixed scale, kept as a whole number of its smallest unit.
///
/// Money never passes through a binary fraction: a value is parsed from and printed to decimal text exactly.
/// Addition and subtraction trap on overflow, like `Int`; text is bounded on the way in
/// (``FixedPoint/limit``) so that sums of a lifetime of inputs stay far from it.
public protocol FixedPoint: Sendable, Hashable, Comparable, Codable, LosslessStringConvertible {
    /// The integer that counts units.
    associatedtype Units: FixedWidthInteger & SignedInteger & Sendable
    /// Digits after the decimal point; one unit is `10 ^ -scale`.
    static var scale: Int { get }
    /// Largest magnitude, in units, that text may denote.
    static var limit: Units { get }
    /// The value as a count of units.
    var units: Units { get }
    /// A value of that many units.
    init(units: Units)
}

/// Why text is no number of a fixed-point type.
public enum DecimalError: Error, Equatable, Sendable {
    /// Not of the form `-?digits[.digits]`; exponents, signs `+`, blanks and empty text are refused.
    case malformed(String)
    /// More digits after the point than the type keeps, other than zeros.
    case tooPrecise(String, scale: Int)
    /// Beyond the type's limit.
    case outOfRange(String)
}

/// A result that no 128-bit unit count can hold.
public struct MoneyOverflow: Error, Equatable, Sendable {
    /// An overflow without further facts.
    public init() {}
}

extension FixedPoint {
    /// Nothing at all.
    public static var zero: Self { Self(units: 0) }
    /// Units in one whole, `10 ^ scale`.
    @inlinable public static var unitsPerWhole: Units { DecimalText.powerOfTen(scale) }

    /// A whole number, for literals in configuration and tests.
    ///
    /// Traps beyond the range.
    public init(whole: Int) { self.init(units: Units(whole) * Self.unitsPerWhole) }

    /// Parses `-?digits[.digits]`, exactly or not at all.
    public init(parsing text: String) throws(DecimalError) {
        self.init(units: try DecimalText.parse(text, scale: Self.scale, limit: Self.limit))
    }

    /// Parses like ``init(parsing:)``; nil where that throws.
    public init?(_ description: String) {
        guard let value = try? Self(parsing: description) else { return nil }
        self = value
    }

    /// Shortest decimal text: no exponent, no trailing zeros, `-` only before a non-zero number.
    public var description: String { DecimalText.print(units, scale: Self.scale) }

    /// For analysis only: the nearest `Double`, from which there is no way back.
    ///
    /// Inlinable, because engines ask for it with every bar: the generic conversion was a third of their time.
    @inlinable public var approximation: Double {
        Double(units) / Double(Self.unitsPerWhole)
    }

    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = try Self(parsing: container.decode(String.self))
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// Whether this is more than nothing.
    public var isPositive: Bool { units > 0 }
    /// The distance from zero.
    public var magnitude: Self { Self(units: units < 0 ? -units : units) }

    /// The largest multiple of `step` that is not above this value; `step` must be positive.
    public func roundedDown(toMultipleOf step: Self) -> Self {
        precondition(step.units > 0, "a step is positive")
        let remainder = units % step.units
        return Self(units: units - (remainder < 0 ? remainder + step.units : remainder))
    }

    /// The smallest multiple of `step` that is not below this value; `step` must be positive.
    public func roundedUp(toMultipleOf step: Self) -> Self {
        let down = roundedDown(toMultipleOf: step)
        return down == self ? self : Self(units: down.units + step.units)
    }

    /// Whether this is a whole number of steps.
    ///
    /// `step` must be positive.
    public func isMultiple(of step: Self) -> Bool { units % step.units == 0 }

    /// Orders by value.
    public static func < (left: Self, right: Self) -> Bool { left.units < right.units }
    /// The sum; traps on overflow.
    public static func + (left: Self, right: Self) -> Self { Self(units: left.units + right.units) }
    /// The difference; traps on overflow.
    public static func - (left: Self, right: Self) -> Self { Self(units: left.units - right.units) }
    /// The opposite; traps on overflow.
    public static prefix func - (value: Self) -> Self { Self(units: -value.units) }
    /// The sum.
    ///
    /// - Throws: ``MoneyOverflow`` where `+` traps.
    public func adding(_ other: Self) throws(MoneyOverflow) -> Self {
        let (sum, overflowed) = units.addingReportingOverflow(other.units)
        guard !overflowed else { throw MoneyOverflow() }
        return Self(units: sum)
    }
    /// The difference.
    ///
    /// - Throws: ``MoneyOverflow`` where `-` traps.
    public func subtracting(_ other: Self) throws(MoneyOverflow) -> Self {
        let (difference, overflowed) = units.subtractingReportingOverflow(other.units)
        guard !overflowed else { throw MoneyOverflow() }
        return Self(units: difference)
    }
    /// Adds in place; traps on overflow.
    public static func += (left: inout Self, right: Self) { left = left + right }
    /// Subtracts in place; traps on overflow.
    public static func -= (left: inout Self, right: Self) { left = left - right }
}
