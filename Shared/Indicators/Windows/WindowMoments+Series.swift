extension WindowMoments {
    /// The moments over a whole series, block by block: the arithmetic of ``add(_:_:)`` in the same order, without
    /// its bookkeeping.
    ///
    /// `body` gets every row in turn with its mean and sum of squared deviations, NaN before the first full window.
    @inline(__always)
    static func overSeries(
        _ series: UnsafeBufferPointer<Double>, length: Int, _ body: (Int, Double, Double) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 9 * length) { memory in
            guard var older = memory.baseAddress, let values = series.baseAddress else { return }
            var newer = older + 2 * length
            let sums = newer + 2 * length
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
                accumulate(block, count, sums, squares, newer, newer + length)
                let open = min(count, length &- 1)
                if start == 0 {
                    for index in 0..<open { body(index, .nan, .nan) }
                } else {
                    let deviations = older + length
                    for index in 0..<open {
                        let shift = sums[index] * inverses[index]
                        let mean = origin + shift
                        let deviation = floored(squares[index] - sums[index] * shift)
                        let distance = older[index &+ 1] - mean
                        body(
                            start &+ index, mean + distance * shares[index],
                            (deviation + deviations[index &+ 1]) + distance * distance * weights[index])
                    }
                }
                guard count == length else { return }
                let shift = sums[open] * inverses[open]
                body(start &+ open, origin + shift, floored(squares[open] - sums[open] * shift))
                finish(block[open], length, newer, newer + length, inverses)
                swap(&older, &newer)
                start &+= length
            }
        }
    }

    /// Sums from the front, relative to the first value, and from the back, relative to the last: in one loop, since
    /// neither waits for the other.
    ///
    /// Of a block that is not whole nobody will ask for those from the back.
    @inline(__always)
    private static func accumulate(
        _ block: UnsafePointer<Double>, _ count: Int, _ sums: UnsafeMutablePointer<Double>,
        _ squares: UnsafeMutablePointer<Double>, _ backSums: UnsafeMutablePointer<Double>,
        _ backSquares: UnsafeMutablePointer<Double>
    ) {
        let first = block[0]
        let last = block[count &- 1]
        var sum = 0.0
        var square = 0.0
        var backSum = 0.0
        var backSquare = 0.0
        for index in 0..<count {
            let relative = block[index] - first
            sum += relative
            square += relative * relative
            sums[index] = sum
            squares[index] = square
            let mirrored = count &- 1 &- index
            let backward = block[mirrored] - last
            backSum += backward
            backSquare += backward * backward
            backSums[mirrored] = backSum
            backSquares[mirrored] = backSquare
        }
    }

    /// Turns the sums from the back into means and deviations.
    @inline(__always)
    private static func finish(
        _ last: Double, _ length: Int, _ sums: UnsafeMutablePointer<Double>,
        _ squares: UnsafeMutablePointer<Double>, _ inverses: UnsafePointer<Double>
    ) {
        for index in 0..<length {
            let shift = sums[index] * inverses[length &- 1 &- index]
            squares[index] = floored(squares[index] - sums[index] * shift)
            sums[index] = last + shift
        }
    }
}
