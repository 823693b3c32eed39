extension WindowExtremes {
    /// The extremes over a whole series, block by block: what ``add(high:low:_:)`` answers, without its bookkeeping.
    ///
    /// `body` gets every row in turn with its highest and lowest, NaN before the first full window.
    @inline(__always)
    static func overSeries(
        _ highs: UnsafeBufferPointer<Double>, _ lows: UnsafeBufferPointer<Double>, length: Int,
        _ body: (Int, Double, Double) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 * length) { memory in
            guard let olderHighs = memory.baseAddress, let high = highs.baseAddress,
                let low = lows.baseAddress
            else { return }
            let olderLows = olderHighs + length
            let newerHighs = olderLows + length
            let newerLows = newerHighs + length
            var start = 0
            while start < highs.count {
                let count = min(length, highs.count &- start)
                var highest = -Double.greatestFiniteMagnitude
                var lowest = Double.greatestFiniteMagnitude
                for index in 0..<count {
                    highest = larger(high[start &+ index], highest)
                    lowest = smaller(low[start &+ index], lowest)
                    newerHighs[index] = highest
                    newerLows[index] = lowest
                }
                let open = min(count, length &- 1)
                if start == 0 {
                    for index in 0..<open { body(index, .nan, .nan) }
                } else {
                    for index in 0..<open {
                        body(
                            start &+ index, larger(olderHighs[index &+ 1], newerHighs[index]),
                            smaller(olderLows[index &+ 1], newerLows[index]))
                    }
                }
                guard count == length else { return }
                body(start &+ open, highest, lowest)
                highest = -Double.greatestFiniteMagnitude
                lowest = Double.greatestFiniteMagnitude
                for index in stride(from: length &- 1, through: 0, by: -1) {
                    highest = larger(high[start &+ index], highest)
                    lowest = smaller(low[start &+ index], lowest)
                    olderHighs[index] = highest
                    olderLows[index] = lowest
                }
                start &+= length
            }
        }
    }
}
