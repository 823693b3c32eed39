extension WindowExtremes {
    /// The extremes over a whole series, block by block: what ``add(high:low:_:)`` answers, without its bookkeeping.
    ///
    /// `body` gets every row in turn with its highest and lowest, NaN before the first full window.
    @inline(__always)
    static func overSeries(
        _ highs: UnsafeBufferPointer<Double>, _ lows: UnsafeBufferPointer<Double>, length: Int,
        _ body: (Int, Double, Double) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 6 * length) { memory in
            guard var older = memory.baseAddress, let high = highs.baseAddress, let low = lows.baseAddress
            else { return }
            var newer = older + 2 * length
            let fronts = newer + 2 * length
            var start = 0
            while start < highs.count {
                let count = min(length, highs.count &- start)
                // Also from the back where the block is not whole: nobody will ask for it.
                accumulate(high + start, count, fronts, newer, larger)
                accumulate(low + start, count, fronts + length, newer + length, smaller)
                let open = min(count, length &- 1)
                if start == 0 {
                    for index in 0..<open { body(index, .nan, .nan) }
                } else {
                    for index in 0..<open {
                        body(
                            start &+ index, larger(older[index &+ 1], fronts[index]),
                            smaller(older[length &+ index &+ 1], fronts[length &+ index]))
                    }
                }
                guard count == length else { return }
                body(start &+ open, fronts[open], fronts[length &+ open])
                swap(&older, &newer)
                start &+= length
            }
        }
    }

    /// Extremes from the front and from the back of a block: in one loop, since neither waits for the other.
    @inline(__always)
    private static func accumulate(
        _ block: UnsafePointer<Double>, _ count: Int, _ fronts: UnsafeMutablePointer<Double>,
        _ backs: UnsafeMutablePointer<Double>, _ choose: (Double, Double) -> Double
    ) {
        var front = block[0]
        var back = block[count &- 1]
        for index in 0..<count {
            let mirrored = count &- 1 &- index
            front = choose(block[index], front)
            fronts[index] = front
            back = choose(block[mirrored], back)
            backs[mirrored] = back
        }
    }
}
