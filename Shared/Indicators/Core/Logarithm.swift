/// Natural logarithm of a positive, normal number, within a unit of the last place.
///
/// Of its own rather than the C library's, whose last digit differs between versions and machines: a replay has to
/// give the same bits everywhere. The algorithm of fdlibm (Sun Microsystems, 1993): `x = 2^k * (1 + f)` with `1 + f`
/// between the roots of a half and of two, and `log(1 + f)` by a polynomial in `f / (2 + f)`. It has no branches, so
/// that a loop takes several numbers at once.
@inline(__always)
func naturalLogarithm(_ value: Double) -> Double {
    // Moves the exponent's step from one to the root of a half.
    let shifted = value.bitPattern &+ (0x3FF0_0000_0000_0000 &- 0x3FE6_A09E_0000_0000)
    let exponent = Double(Int64(truncatingIfNeeded: shifted >> 52) &- 1023)
    let fraction = Double(bitPattern: (shifted & 0x000F_FFFF_FFFF_FFFF) &+ 0x3FE6_A09E_0000_0000) - 1
    let half = 0.5 * fraction * fraction
    let quotient = fraction / (2 + fraction)
    let square = quotient * quotient
    let fourth = square * square
    let even =
        fourth
        * (3.999999999940941908e-01 + fourth * (2.222219843214978396e-01 + fourth * 1.531383769920937332e-01))
    let odd =
        square
        * (6.666666666666735130e-01
            + fourth
            * (2.857142874366239149e-01
                + fourth * (1.818357216161805012e-01 + fourth * 1.479819860511658591e-01)))
    // The first half of ln 2 has zeros at its end, so that its product with the exponent is exact.
    let fine = exponent * 1.908_214_929_270_587_7e-10
    let coarse = exponent * 0.693_147_180_369_123_8
    return quotient * (half + (odd + even)) + fine - half + fraction + coarse
}
