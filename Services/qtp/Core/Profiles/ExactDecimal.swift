import Domain

/// A decimal number exactly as it was written, however many digits it has after the point.
///
/// Recordings that went through binary fractions have up to twenty; rounding them would move prices across the edge of a
/// row.
struct ExactDecimal {
    /// The digits as a whole number, without trailing zeros after the point.
    let digits: Int128
    /// How many of them stand after the point; not negative.
    let decimals: Int

    /// Parses `-?digits[.digits]`, and an exponent; nil for anything else and for more than 38 digits.
    init?(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        var value: Int128 = 0
        var count = 0
        var decimals = 0
        var hasPoint = false
        while let byte = rest.first, byte | 0x20 != UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if byte == UInt8(ascii: "."), !hasPoint, count > 0 {
                hasPoint = true
                continue
            }
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            guard let next = Self.times(value, 10, plus: Int128(byte - UInt8(ascii: "0"))) else { return nil }
            value = next
            count += 1
            if hasPoint { decimals += 1 }
        }
        guard count > 0, !hasPoint || decimals > 0 else { return nil }
        if !rest.isEmpty {
            guard let exponent = Int(String(decoding: rest.dropFirst(), as: UTF8.self)), abs(exponent) < 40
            else {
                return nil
            }
            decimals -= exponent
        }
        while decimals < 0 {
            guard let next = Self.times(value, 10, plus: 0) else { return nil }
            value = next
            decimals += 1
        }
        while decimals > 0, value.isMultiple(of: 10) {
            value /= 10
            decimals -= 1
        }
        digits = isNegative ? -value : value
        self.decimals = decimals
    }

    /// The number in units of `10 ^ -scale`, exactly; nil where it has more digits, or too many for 128 bits.
    func units(scale: Int) -> Int128? {
        guard decimals <= scale else { return nil }
        var value = digits
        for _ in decimals..<scale {
            guard let next = Self.times(value, 10, plus: 0) else { return nil }
            value = next
        }
        return value
    }

    /// The number in units of `10 ^ -scale`, digits below that cut off; nil where 128 bits do not hold it.
    func roundedUnits(scale: Int) -> Int128? {
        guard decimals > scale else { return units(scale: scale) }
        var value = digits
        for _ in scale..<decimals { value /= 10 }
        return value
    }

    /// For choosing a scale only.
    var approximation: Double {
        var value = Double(digits)
        for _ in 0..<decimals { value /= 10 }
        return value
    }

    private static func times(_ value: Int128, _ factor: Int128, plus term: Int128) -> Int128? {
        let (product, overflowed) = value.multipliedReportingOverflow(by: factor)
        let (sum, carried) = product.addingReportingOverflow(term)
        return overflowed || carried ? nil : sum
    }

    /// Shortest decimal text of a whole number of units of `10 ^ -scale`.
    static func text(_ units: Int128, scale: Int) -> String {
        var digits = Array(String(units.magnitude).utf8)
        if digits.count <= scale {
            digits.insert(
                contentsOf: repeatElement(UInt8(ascii: "0"), count: scale + 1 - digits.count), at: 0)
        }
        let point = digits.count - scale
        while digits.count > point, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        var text = units < 0 ? "-" : ""
        text += String(decoding: digits[..<point], as: UTF8.self)
        if digits.count > point { text += "." + String(decoding: digits[point...], as: UTF8.self) }
        return text
    }
}
