/// Natural logarithm of a positive, finite number, within two units of the last place.
///
/// Of its own rather than the C library's, whose last digit differs between versions and machines: a replay has to
/// give the same bits everywhere. With `x = 2^k * m` and `m` around 1, `ln(m) = 2 * artanh(s)`, `s = (m - 1) / (m + 1)`,
/// by its power series (Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 4.1.27).
@inline(__always)
func naturalLogarithm(_ value: Double) -> Double {
    var mantissa = value.significand
    var exponent = Double(value.exponent)
    if mantissa > 1.4142135623730951 {
        mantissa *= 0.5
        exponent += 1
    }
    let ratio = (mantissa - 1) / (mantissa + 1)
    let square = ratio * ratio
    var series = 1.0 / 23
    for divisor in stride(from: 21.0, through: 3, by: -2) { series = series * square + 1 / divisor }
    // The first half of ln 2 has zeros at its end, so that its product with the exponent is exact.
    let coarse = exponent * 0.693_147_180_369_123_8
    let fine = exponent * 1.908_214_929_270_587_7e-10
    return coarse + (2 * ratio + (2 * ratio * (square * series) + fine))
}
