/// The larger of two numbers, in the form that a processor has one instruction for; neither is NaN.
@inline(__always)
func larger(_ one: Double, _ other: Double) -> Double { one > other ? one : other }

/// The smaller of two numbers.
@inline(__always)
func smaller(_ one: Double, _ other: Double) -> Double { one < other ? one : other }

/// Whether all numbers of a series are finite.
func areFinite(_ series: UnsafeBufferPointer<Double>) -> Bool {
    // A number less itself is 0, or NaN for NaN and infinity; and NaN stays.
    var first = SIMD2<Double>.zero
    var second = SIMD2<Double>.zero
    var index = 0
    while index &+ 4 <= series.count {
        let one = SIMD2(series[index], series[index &+ 1])
        let other = SIMD2(series[index &+ 2], series[index &+ 3])
        first += one - one
        second += other - other
        index &+= 4
    }
    var sum = (first + second).sum()
    while index < series.count {
        sum += series[index] - series[index]
        index &+= 1
    }
    return sum == 0
}
