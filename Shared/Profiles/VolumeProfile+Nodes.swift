/// Rows that stand out of their neighbourhood.
public struct VolumeNodes: Sendable, Hashable {
    /// High-volume nodes, from the lowest row up: where trade gathered.
    public let high: [Int64]
    /// Low-volume nodes, from the lowest row up: what trade passed over quickly.
    public let low: [Int64]
}

/// What makes a row a node.
///
/// There is no standard; the defaults are those of the reference results.
public struct NodeRule: Sendable, Hashable {
    /// Rows to either side that a node is compared with; at least 1.
    public var radius = 3
    /// A high-volume node holds at least this part of the mean row, in hundredths.
    public var highPercent = 125
    /// A low-volume node holds at most this part of the mean row, in hundredths.
    public var lowPercent = 50
    /// The usual rule.
    public init() {}
}

extension VolumeProfile {
    /// The nodes of the profile smoothed by a centred mean of three rows (two at its ends).
    ///
    /// A high-volume node is a maximum within ``NodeRule/radius`` rows, above those to the left and not below those to
    /// the right, of at least 1.25 times the mean row. A low-volume node is a minimum in the same sense, that far from
    /// both ends, of at most half the mean row. Rows without volume count in the mean.
    public func nodes(_ rule: NodeRule = NodeRule()) -> VolumeNodes {
        let smooth = smoothedRows()
        let count = smooth.count
        let radius = rule.radius
        let slack = 6 * slack
        let sum = smooth.reduce(0, +)
        let first = firstRow
        var high: [Int64] = []
        var low: [Int64] = []
        for index in smooth.indices {
            let value = smooth[index]
            let left = max(0, index - radius)..<index
            let right = index + 1..<max(index + 1, min(count, index + radius + 1))
            if value > slack,
                left.allSatisfy({ value > smooth[$0] + slack }),
                right.allSatisfy({ value + slack >= smooth[$0] }),
                Self.isProduct(value + slack, 100 * count, atLeast: sum, rule.highPercent)
            {
                high.append(first + Int64(index))
            }
            if index >= radius, index < count - radius,
                left.allSatisfy({ value + slack < smooth[$0] }),
                right.allSatisfy({ value <= smooth[$0] + slack }),
                Self.isProduct(sum, rule.lowPercent, atLeast: max(0, value - slack), 100 * count)
            {
                low.append(first + Int64(index))
            }
        }
        return VolumeNodes(high: high, low: low)
    }

    /// Six times the mean of each row and its neighbours, which is whole whether there are one, two or three of them.
    private func smoothedRows() -> [Int128] {
        fineRows.withUnsafeBufferPointer { rows in
            rows.indices.map { index in
                let window = max(0, index - 1)...min(rows.count - 1, index + 1)
                var sum: Int128 = 0
                for neighbour in window { sum += rows[neighbour].total }
                return sum * Int128(6 / window.count)
            }
        }
    }

    /// Whether `left * leftFactor >= right * rightFactor`, for amounts that are not negative, in 256 bits.
    private static func isProduct(
        _ left: Int128, _ leftFactor: Int, atLeast right: Int128, _ rightFactor: Int
    ) -> Bool {
        let first = left.multipliedFullWidth(by: Int128(leftFactor))
        let second = right.multipliedFullWidth(by: Int128(rightFactor))
        return (first.high, first.low) >= (second.high, second.low)
    }

    /// The rows in which buyers, and in which sellers, were furthest ahead; of several the lowest; nil in an empty profile.
    public var extremeDeltas: (most: Int64, least: Int64)? {
        let deltas = fineRows.map(\.delta)
        guard let highest = deltas.max(), let lowest = deltas.min() else { return nil }
        let most = deltas.firstIndex { $0 + slack >= highest } ?? 0
        let least = deltas.firstIndex { $0 <= lowest + slack } ?? 0
        return (firstRow + Int64(most), firstRow + Int64(least))
    }
}
