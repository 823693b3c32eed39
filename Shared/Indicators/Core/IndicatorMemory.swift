/// The numbers an indicator remembers, in one block of fixed size.
///
/// Windows of an indicator share the block, each with its own place in it. So an indicator is one small value and
/// one array: it copies and compares as a value, takes a step without allocating, and its batch form runs over bare
/// memory.
public struct IndicatorMemory: Sendable, Equatable, Codable {
    @usableFromInline var numbers: [Double]

    /// A block of zeros.
    @inlinable
    public init(count: Int) { numbers = Array(repeating: 0, count: count) }

    /// Gives access to the block.
    @inlinable
    public mutating func withSlots<Result>(_ body: (MemorySlots) -> Result) -> Result {
        numbers.withUnsafeMutableBufferPointer { body(MemorySlots($0)) }
    }

    /// Decodes a block.
    public init(from decoder: any Decoder) throws {
        numbers = try decoder.singleValueContainer().decode([Double].self)
    }

    /// Encodes the block as a plain list.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(numbers)
    }
}

/// An indicator's memory while it takes a step.
public struct MemorySlots {
    @usableFromInline let base: UnsafeMutablePointer<Double>?
    @usableFromInline let count: Int

    @inlinable
    init(_ buffer: UnsafeMutableBufferPointer<Double>) {
        base = buffer.baseAddress
        count = buffer.count
    }

    /// One number.
    ///
    /// Checked also in optimised builds: a snapshot that does not fit its indicator must not reach foreign memory.
    @inlinable
    public subscript(index: Int) -> Double {
        get { pointer(to: index, count: 1).pointee }
        nonmutating set { pointer(to: index, count: 1).pointee = newValue }
    }

    /// The first of `count` numbers from `index` on.
    @inlinable
    func pointer(to index: Int, count wanted: Int) -> UnsafeMutablePointer<Double> {
        guard let base, index >= 0, wanted >= 0, index <= count - wanted else {
            preconditionFailure("no such slot")
        }
        return base + index
    }
}
