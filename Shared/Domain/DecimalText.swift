/// Decimal text to scaled integers and back, shared by all fixed-point types.
@usableFromInline
enum DecimalText {
    /// `10 ^ exponent`; traps where the integer type is too small, which is a mistake in a type's scale.
    @inlinable static func powerOfTen<Units: FixedWidthInteger>(_ exponent: Int) -> Units {
        var power: Units = 1
        for _ in 0..<exponent { power *= 10 }
        return power
    }

    static func parse<Units: FixedWidthInteger & SignedInteger>(
        _ text: String, scale: Int, limit: Units
    ) throws(DecimalError) -> Units {
        var text = text
        // The closure may not throw a typed error through `withUTF8`, so it answers with a result.
        let outcome: Result<Units, DecimalError> = text.withUTF8 { bytes in
            parse(bytes, scale: scale, limit: limit)
        }
        return try outcome.get()
    }

    private static func parse<Units: FixedWidthInteger & SignedInteger>(
        _ bytes: UnsafeBufferPointer<UInt8>, scale: Int, limit: Units
    ) -> Result<Units, DecimalError> {
        func text() -> String { String(decoding: bytes, as: UTF8.self) }
        var index = 0
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative { index = 1 }
        var units: Units = 0
        var digits = 0
        var decimals = -1
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "."), decimals < 0, digits > 0 {
                decimals = 0
                continue
            }
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else {
                return .failure(.malformed(text()))
            }
            digits += 1
            if decimals >= 0 {
                decimals += 1
                if decimals > scale {
                    guard byte == UInt8(ascii: "0") else {
                        return .failure(.tooPrecise(text(), scale: scale))
                    }
                    continue
                }
            }
            let (tenfold, overflowed) = units.multipliedReportingOverflow(by: 10)
            let (sum, carried) = tenfold.addingReportingOverflow(Units(byte - UInt8(ascii: "0")))
            guard !overflowed, !carried else { return .failure(.outOfRange(text())) }
            units = sum
        }
        guard digits > 0, decimals != 0 else { return .failure(.malformed(text())) }
        for _ in min(max(decimals, 0), scale)..<scale {
            let (tenfold, overflowed) = units.multipliedReportingOverflow(by: 10)
            guard !overflowed else { return .failure(.outOfRange(text())) }
            units = tenfold
        }
        guard units <= limit else { return .failure(.outOfRange(text())) }
        return .success(isNegative ? -units : units)
    }

    static func print<Units: FixedWidthInteger & SignedInteger>(_ units: Units, scale: Int) -> String {
        // Nearly every value fits 64 bits, where division is several times as fast.
        if let small = Int64(exactly: units) {
            return printMagnitude(small.magnitude, isNegative: small < 0, scale: scale)
        }
        return printMagnitude(units.magnitude, isNegative: units < 0, scale: scale)
    }

    private static func printMagnitude<Magnitude: FixedWidthInteger & UnsignedInteger>(
        _ magnitude: Magnitude, isNegative: Bool, scale: Int
    ) -> String {
        String(unsafeUninitializedCapacity: 48) { buffer in
            // Written from the last digit to the front, then moved to the start.
            var rest = magnitude
            var start = buffer.count
            var position = 0
            var isTrailing = true
            while rest > 0 || position <= scale {
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                rest = quotient
                let isFraction = position < scale
                if position == scale, !isTrailing {
                    start -= 1
                    buffer[start] = UInt8(ascii: ".")
                }
                if !isFraction || digit != 0 || !isTrailing {
                    start -= 1
                    buffer[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
                    if isFraction { isTrailing = false }
                }
                position += 1
            }
            if isNegative {
                start -= 1
                buffer[start] = UInt8(ascii: "-")
            }
            let length = buffer.count - start
            for offset in 0..<length { buffer[offset] = buffer[start + offset] }
            return length
        }
    }
}
