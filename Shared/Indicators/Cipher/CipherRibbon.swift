/// Cipher A's eight exponential means of the close, advanced together.
struct CipherRibbon: Sendable, Equatable, Codable {
    private let lengths: SIMD8<Double>
    private let weights: SIMD8<Double>
    private let remainders: SIMD8<Double>
    private let longest: Double
    /// Bars taken, until the longest mean has its seed.
    private var count = 0.0
    /// Sums of the first closes, then the means.
    private var state = SIMD8<Double>()
    private var marks: CipherRibbonMarks

    init(_ parameters: CipherParameters) {
        var lengths = SIMD8<Double>()
        for (index, length) in parameters.ribbon.enumerated() { lengths[index] = Double(length) }
        self.lengths = lengths
        weights = 2 / (lengths + 1)
        remainders = 1 - weights
        longest = lengths.max()
        marks = CipherRibbonMarks(parameters)
    }

    mutating func run(_ block: CipherBlock) {
        let first = block[.ribbon1]
        let (rows, stride, close) = (block.rows, block.stride, block.close)
        var row = 0
        while row < rows, count < longest {
            let means = seed(close[row])
            for line in 0..<8 { first[line * stride + row] = means[line] }
            row += 1
        }
        var state = state
        let (weights, remainders) = (weights, remainders)
        while row < rows {
            state = weights * close[row] + remainders * state
            for line in 0..<8 { first[line * stride + row] = state[line] }
            row += 1
        }
        self.state = state
        marks.run(block)
    }

    /// Takes one close while some mean has no seed yet.
    private mutating func seed(_ close: Double) -> SIMD8<Double> {
        count += 1
        var means = SIMD8<Double>(repeating: .nan)
        for line in 0..<8 {
            if count > lengths[line] {
                state[line] = weights[line] * close + remainders[line] * state[line]
            } else {
                state[line] += close
                if count == lengths[line] { state[line] /= lengths[line] }
            }
            if count >= lengths[line] { means[line] = state[line] }
        }
        return means
    }
}
