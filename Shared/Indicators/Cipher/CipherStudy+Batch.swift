extension CipherStudy: StreamingIndicator {
    /// Bars before the first on which every line is known.
    public var warmUp: Int { parameters.warmUp }

    /// Takes a bar: a block of one row.
    public mutating func step(_ bar: BarValues, _ slots: MemorySlots) -> CipherReading {
        var reading = CipherReading.unknown
        var marks: CipherMarks = []
        withUnsafeTemporaryAllocation(of: Double.self, capacity: CipherBlock.scratchCount(rows: 1)) {
            scratch in
            guard let scratch = scratch.baseAddress else { return }
            withUnsafePointer(to: bar) { bar in
                // The bar is its fields in their order, all of one type.
                let fields = UnsafeRawPointer(bar).assumingMemoryBound(to: Double.self)
                withUnsafeMutablePointer(to: &reading.lines) { lines in
                    let lines = UnsafeMutableRawPointer(lines).assumingMemoryBound(to: Double.self)
                    withUnsafeMutablePointer(to: &marks) { marks in
                        run(
                            CipherBlock(
                                rows: 1, open: fields, high: fields + 1, low: fields + 2, close: fields + 3,
                                lines: lines, stride: 1, marks: marks, scratch: scratch), slots)
                    }
                }
            }
        }
        reading.marks = marks
        return reading
    }

    /// The results over a whole series, from its beginning; every bar finite.
    public func values(over bars: BarColumns) -> IndicatorTable<CipherReading> {
        let columns = columns(over: bars)
        return IndicatorTable(rows: bars.count) { base in
            for row in 0..<bars.count { columns[row].store(base + row, stride: bars.count) }
        }
    }

    /// The results over a whole series, from its beginning; every bar finite.
    public func columns(over bars: BarColumns) -> CipherColumns {
        var columns = CipherColumns(unwritten: bars.count)
        var study = self
        study.advance(over: bars, into: &columns)
        return columns
    }

    /// Bars per pass: few enough for all columns to stay in the second cache, many enough to spread the cost of
    /// a pass.
    private static let blockRows = 256

    /// Takes bars after those taken before, as many as there is room for in `columns`; every bar finite.
    public mutating func advance(over bars: BarColumns, into columns: inout CipherColumns) {
        let count = columns.count
        precondition(bars.count == count, "a row for every bar")
        var memory = IndicatorMemory(count: 0)
        swap(&memory, &self.memory)
        memory.withSlots { slots in
            bars.withPointers { bars in
                columns.lines.withUnsafeMutableBufferPointer { lines in
                    columns.marks.withUnsafeMutableBufferPointer { marks in
                        withUnsafeTemporaryAllocation(
                            of: Double.self, capacity: CipherBlock.scratchCount(rows: Self.blockRows)
                        ) { scratch in
                            for first in stride(from: 0, to: count, by: Self.blockRows) {
                                if let block = CipherBlock(
                                    bars, lines, marks, scratch, from: first, limit: Self.blockRows)
                                {
                                    run(block, slots)
                                }
                            }
                        }
                    }
                }
            }
        }
        swap(&memory, &self.memory)
    }
}
