/// The larger of two numbers, in the form that a processor has one instruction for; neither is NaN.
@inline(__always)
func larger(_ one: Double, _ other: Double) -> Double { one > other ? one : other }

/// The smaller of two numbers.
@inline(__always)
func smaller(_ one: Double, _ other: Double) -> Double { one < other ? one : other }

/// Whether all numbers of a series are finite.
func areFinite(_ series: UnsafeBufferPointer<Double>) -> Bool {
    guard let base = UnsafeRawPointer(series.baseAddress) else { return true }
    // A number less itself is 0, all of whose bits are; NaN and infinity leave NaN.
    var traces = SIMD8<UInt64>.zero
    var index = 0
    while index &+ 8 <= series.count {
        let numbers = base.loadUnaligned(fromByteOffset: index &* 8, as: SIMD8<Double>.self)
        traces |= unsafeBitCast(numbers - numbers, to: SIMD8<UInt64>.self)
        index &+= 8
    }
    while index < series.count {
        traces[0] |= (series[index] - series[index]).bitPattern
        index &+= 1
    }
    return traces == .zero
}
