extension WindowSum {
    /// The sums over a whole series, block by block: the additions of ``add(_:_:)`` in the same order, without its
    /// bookkeeping.
    ///
    /// `body` gets every row in turn with its sum, NaN before the first full window.
    @inline(__always)
    static func overSeries(
        _ series: UnsafeBufferPointer<Double>, length: Int, _ body: (Int, Double) -> Void
    ) {
        overSeries(series.count, length: length, { series[$0] }, body)
    }

    /// The same over `total` values that are computed when they are needed.
    @inline(__always)
    static func overSeries(
        _ total: Int, length: Int, _ value: (Int) -> Double, _ body: (Int, Double) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * length) { memory in
            guard var older = memory.baseAddress else { return }
            var newer = older + length
            let sums = newer + length
            var start = 0
            while start < total {
                let count = min(length, total &- start)
                accumulate({ value(start &+ $0) }, count, isWhole: count == length, sums, newer)
                let open = min(count, length &- 1)
                if start == 0 {
                    for index in 0..<open { body(index, .nan) }
                } else {
                    for index in 0..<open { body(start &+ index, older[index &+ 1] + sums[index]) }
                }
                guard count == length else { return }
                body(start &+ open, sums[open])
                swap(&older, &newer)
                start &+= length
            }
        }
    }

    /// Sums from the front, and of a whole block also from the back: in one loop, since neither waits for the other.
    @inline(__always)
    private static func accumulate(
        _ value: (Int) -> Double, _ count: Int, isWhole: Bool, _ sums: UnsafeMutablePointer<Double>,
        _ suffixes: UnsafeMutablePointer<Double>
    ) {
        var sum = 0.0
        guard isWhole else {
            for index in 0..<count {
                sum += value(index)
                sums[index] = sum
            }
            return
        }
        var suffix = 0.0
        for index in 0..<count {
            let mirrored = count &- 1 &- index
            sum += value(index)
            sums[index] = sum
            suffix += value(mirrored)
            suffixes[mirrored] = suffix
        }
    }
}
