extension WindowWeights {
    /// The sums over a whole series, block by block: the arithmetic of ``add(_:_:)`` in the same order, without its
    /// bookkeeping.
    ///
    /// `body` gets every row in turn with its sums, NaN before the first full window.
    @inline(__always)
    static func overSeries(
        _ series: UnsafeBufferPointer<Double>, length: Int, _ body: (Int, Result) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 8 * length) { memory in
            guard var older = memory.baseAddress, let values = series.baseAddress else { return }
            var newer = older + 2 * length
            let sums = newer + 2 * length
            let weights = sums + length
            let counts = weights + length
            let triangles = counts + length
            for index in 0..<length {
                let older = Double(length &- index &- 1)
                counts[index] = older
                triangles[index] = older * (older + 1) * 0.5
            }
            var start = 0
            var olderOrigin = 0.0
            while start < series.count {
                let block = values + start
                let count = min(length, series.count &- start)
                let origin = block[0]
                accumulate(block, count, sums, weights, newer, newer + length)
                let open = min(count, length &- 1)
                if start == 0 {
                    for index in 0..<open { body(index, Result(origin: .nan, sum: .nan, weighted: .nan)) }
                } else {
                    let shift = olderOrigin - origin
                    let olderWeights = older + length
                    for index in 0..<open {
                        body(
                            start &+ index,
                            Result(
                                origin: origin,
                                sum: sums[index] + (older[index &+ 1] + counts[index] * shift),
                                weighted: (weights[index] + counts[index] * sums[index])
                                    + (olderWeights[index &+ 1] + triangles[index] * shift)))
                    }
                }
                guard count == length else { return }
                body(start &+ open, Result(origin: origin, sum: sums[open], weighted: weights[open]))
                olderOrigin = block[open]
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
        _ weights: UnsafeMutablePointer<Double>, _ backSums: UnsafeMutablePointer<Double>,
        _ backWeights: UnsafeMutablePointer<Double>
    ) {
        let first = block[0]
        let last = block[count &- 1]
        var sum = 0.0
        var weighted = 0.0
        var weight = 0.0
        var suffix = 0.0
        var rising = 0.0
        for index in 0..<count {
            let relative = block[index] - first
            weight += 1
            sum += relative
            weighted += weight * relative
            sums[index] = sum
            weights[index] = weighted
            let mirrored = count &- 1 &- index
            suffix += block[mirrored] - last
            rising += suffix
            backSums[mirrored] = suffix
            backWeights[mirrored] = rising
        }
    }
}
