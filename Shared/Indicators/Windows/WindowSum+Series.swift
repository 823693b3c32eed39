extension WindowSum {
    /// The sums over a whole series, block by block: the additions of ``add(_:_:)`` in the same order, without its
    /// bookkeeping.
    ///
    /// `body` gets every row in turn with its sum, NaN before the first full window.
    @inline(__always)
    static func overSeries(
        _ series: UnsafeBufferPointer<Double>, length: Int, _ body: (Int, Double) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * length) { memory in
            guard let suffixes = memory.baseAddress, let values = series.baseAddress else { return }
            let sums = suffixes + length
            var start = 0
            while start < series.count {
                let block = values + start
                let count = min(length, series.count &- start)
                var sum = 0.0
                for index in 0..<count {
                    sum += block[index]
                    sums[index] = sum
                }
                let open = min(count, length &- 1)
                if start == 0 {
                    for index in 0..<open { body(index, .nan) }
                } else {
                    for index in 0..<open { body(start &+ index, suffixes[index &+ 1] + sums[index]) }
                }
                guard count == length else { return }
                body(start &+ open, sum)
                var suffix = 0.0
                for index in stride(from: length &- 1, through: 0, by: -1) {
                    suffix += block[index]
                    suffixes[index] = suffix
                }
                start &+= length
            }
        }
    }
}
