extension WindowMoments {
    /// The moments over a whole series, block by block: the arithmetic of ``add(_:_:)`` in the same order, without
    /// its bookkeeping.
    ///
    /// `body` gets every row in turn with its mean and sum of squared deviations, NaN before the first full window.
    @inline(__always)
    static func overSeries(
        _ series: UnsafeBufferPointer<Double>, length: Int, _ body: (Int, Double, Double) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 7 * length) { memory in
            guard let means = memory.baseAddress, let values = series.baseAddress else { return }
            let deviations = means + length
            let sums = deviations + length
            let squares = sums + length
            let inverses = squares + length
            let shares = inverses + length
            let weights = shares + length
            for index in 0..<length {
                inverses[index] = 1 / Double(index &+ 1)
                shares[index] = Double(length &- index &- 1) / Double(length)
                weights[index] = Double(index &+ 1) * shares[index]
            }
            var start = 0
            while start < series.count {
                let block = values + start
                let count = min(length, series.count &- start)
                let origin = block[0]
                accumulate(block, count, sums, squares)
                let open = min(count, length &- 1)
                if start == 0 {
                    for index in 0..<open { body(index, .nan, .nan) }
                } else {
                    for index in 0..<open {
                        let shift = sums[index] * inverses[index]
                        let mean = origin + shift
                        let deviation = floored(squares[index] - sums[index] * shift)
                        let distance = means[index &+ 1] - mean
                        body(
                            start &+ index, mean + distance * shares[index],
                            (deviation + deviations[index &+ 1]) + distance * distance * weights[index])
                    }
                }
                guard count == length else { return }
                let shift = sums[open] * inverses[open]
                body(start &+ open, origin + shift, floored(squares[open] - sums[open] * shift))
                keep(block, length, means, deviations, inverses)
                start &+= length
            }
        }
    }

    @inline(__always)
    private static func accumulate(
        _ block: UnsafePointer<Double>, _ count: Int, _ sums: UnsafeMutablePointer<Double>,
        _ squares: UnsafeMutablePointer<Double>
    ) {
        let origin = block[0]
        var sum = 0.0
        var square = 0.0
        for index in 0..<count {
            let relative = block[index] - origin
            sum += relative
            square += relative * relative
            sums[index] = sum
            squares[index] = square
        }
    }

    @inline(__always)
    private static func keep(
        _ block: UnsafePointer<Double>, _ length: Int, _ means: UnsafeMutablePointer<Double>,
        _ deviations: UnsafeMutablePointer<Double>, _ inverses: UnsafePointer<Double>
    ) {
        let last = block[length &- 1]
        var sum = 0.0
        var square = 0.0
        for index in stride(from: length &- 1, through: 0, by: -1) {
            let relative = block[index] - last
            sum += relative
            square += relative * relative
            means[index] = sum
            deviations[index] = square
        }
        for index in 0..<length {
            let shift = means[index] * inverses[length &- 1 &- index]
            deviations[index] = floored(deviations[index] - means[index] * shift)
            means[index] = last + shift
        }
    }
}
