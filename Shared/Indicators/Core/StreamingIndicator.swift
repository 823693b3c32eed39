/// A number, or a few, that follow from a series and are brought up to date with every new element of it.
///
/// One type is both forms: ``update(_:)`` takes one element in constant time, amortised, and without allocating;
/// ``values(over:)`` takes a whole series. Both do the same arithmetic in the same order, so their
/// results are equal bit for bit. The value is its own snapshot: what is encoded and decoded goes on as if nothing
/// had happened. A result never depends on what comes later.
///
/// **What is withheld.** Before ``warmUp`` elements were taken there is no result. Nothing is approximated: a
/// result appears once it is what the formula says, seeded as the source seeds it.
///
/// **What is refused.** An element that is not finite leaves the state as it is and has no result. Bars that no
/// venue can have sent are for ``BarVerdict`` to keep out.
public protocol StreamingIndicator: Sendable, Equatable, Codable {
    /// What one element of the series has to say.
    associatedtype Input: IndicatorInput
    /// What is known after an element.
    associatedtype Output: IndicatorOutput

    /// Elements that have to be taken before the one that brings the first complete result.
    var warmUp: Int { get }
    /// What is remembered of the series; constant in size.
    var memory: IndicatorMemory { get set }

    /// Takes one element that is finite.
    ///
    /// The arithmetic of both forms: pure in `self`, `input` and `slots`, which is ``memory`` made accessible.
    ///
    /// - Returns: the result, NaN where a number is not known yet.
    mutating func step(_ input: Input, _ slots: MemorySlots) -> Output

    /// The results over a whole series, from its beginning, of an indicator that has not taken anything yet.
    ///
    /// - Returns: one row per bar, NaN where a number is not known yet: what ``advance(_:)`` answers bar by bar.
    func values(over bars: BarColumns) -> IndicatorTable<Output>
}

extension StreamingIndicator {
    /// Takes one element.
    ///
    /// - Returns: the result; nil until all its numbers are known, and for an element that is not finite.
    @inlinable
    public mutating func update(_ input: Input) -> Output? {
        let output = advance(input)
        return output.isKnown ? output : nil
    }

    /// Takes one bar; an indicator of a single series takes its close.
    ///
    /// - Returns: the result; nil until all its numbers are known, and for a bar that is not finite.
    @inlinable
    public mutating func update(bar: BarValues) -> Output? { update(Input.of(bar)) }

    /// Takes one element, as ``update(_:)`` does.
    ///
    /// - Returns: the result, NaN where a number is not known yet: one row of the batch form.
    @inlinable
    public mutating func advance(_ input: Input) -> Output {
        guard input.isFinite else { return .unknown }
        // Taken out for the time of the step, or writing to it would find it shared and copy it.
        var memory = IndicatorMemory(count: 0)
        swap(&memory, &self.memory)
        defer { swap(&memory, &self.memory) }
        return memory.withSlots { step(input, $0) }
    }

    /// The body of ``values(over:)``; every indicator calls it from this module, where it is specialised.
    @inline(__always)
    func batch(_ bars: BarColumns) -> IndicatorTable<Output> {
        bars.withPointers { batch($0) }
    }

    @inline(__always)
    func batch(_ bars: BarPointers) -> IndicatorTable<Output> {
        var memory = memory
        return memory.withSlots { slots in
            IndicatorTable(rows: bars.count) { base in
                // A local whose address nobody has, and that owns nothing: the loop keeps it in registers.
                var local = self
                local.memory = IndicatorMemory(count: 0)
                for row in 0..<bars.count {
                    let input = Input.at(row, of: bars)
                    let output = input.isFinite ? local.step(input, slots) : .unknown
                    output.store(base + row, stride: bars.count)
                }
            }
        }
    }
}

extension StreamingIndicator {
    /// A batch with a body of its own, for bars whose columns of interest are all finite; others take the steps.
    @inline(__always)
    func batch(
        _ bars: BarColumns, _ areFinite: (FiniteColumns) -> Bool,
        _ body: (BarPointers, UnsafeMutablePointer<Double>) -> Void
    ) -> IndicatorTable<Output> {
        bars.withPointers { pointers in
            guard areFinite(FiniteColumns(bars: pointers)) else { return batch(pointers) }
            return IndicatorTable(rows: pointers.count) { body(pointers, $0) }
        }
    }
}

extension StreamingIndicator where Input == Double {
    /// The same of a single series.
    @inline(__always)
    func batch(
        _ bars: BarColumns, _ body: (UnsafeBufferPointer<Double>, UnsafeMutablePointer<Double>) -> Void
    ) -> IndicatorTable<Output> {
        batch(bars, { $0.close }) { body($0.close, $1) }
    }

    /// The results over a single series, from its beginning; as ``values(over:)``.
    public func values(over series: [Double]) -> IndicatorTable<Output> {
        values(over: BarColumns(series: series))
    }
}
