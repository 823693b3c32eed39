extension WindowWeights {
    /// The sums over a whole series, block by block: the arithmetic of ``add(_:_:)`` in the same order, without its
    /// bookkeeping.
    ///
    /// `body` gets every row in turn with its sums, NaN before the first full window.
    @inline(__always)
    static func overSeries(
        _ series: UnsafeBufferPointer<Double>, length: Int, _ body: (Int, Result) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 6 * length) { memory in
            guard let olderSums = memory.baseAddress, let values = series.baseAddress else { return }
            let olderWeights = olderSums + length
            let sums = olderWeights + length
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
                var sum = 0.0
                var weighted = 0.0
                var weight = 0.0
                for index in 0..<count {
                    let relative = block[index] - origin
                    weight += 1
                    sum += relative
                    weighted += weight * relative
                    sums[index] = sum
                    weights[index] = weighted
                }
                let open = min(count, length &- 1)
                if start == 0 {
                    for index in 0..<open { body(index, Result(origin: .nan, sum: .nan, weighted: .nan)) }
                } else {
                    let shift = olderOrigin - origin
                    for index in 0..<open {
                        body(
                            start &+ index,
                            Result(
                                origin: origin,
                                sum: sums[index] + (olderSums[index &+ 1] + counts[index] * shift),
                                weighted: (weights[index] + counts[index] * sums[index])
                                    + (olderWeights[index &+ 1] + triangles[index] * shift)))
                    }
                }
                guard count == length else { return }
                body(start &+ open, Result(origin: origin, sum: sum, weighted: weighted))
                olderOrigin = block[length &- 1]
                var suffix = 0.0
                var rising = 0.0
                for index in stride(from: length &- 1, through: 0, by: -1) {
                    suffix += block[index] - olderOrigin
                    rising += suffix
                    olderSums[index] = suffix
                    olderWeights[index] = rising
                }
                start &+= length
            }
        }
    }
}
