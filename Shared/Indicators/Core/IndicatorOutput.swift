/// What an indicator knows after an element: one number, or a few with names.
public protocol IndicatorOutput: Sendable, Equatable {
    /// Nothing known: NaN throughout.
    static var unknown: Self { get }
    /// Numbers in it.
    static var width: Int { get }
    /// Whether every number is known.
    var isKnown: Bool { get }
    /// Writes its numbers, the first to `slot`, each further one `stride` later.
    func store(_ slot: UnsafeMutablePointer<Double>, stride: Int)
}

/// A single number.
extension Double: IndicatorOutput {
    /// NaN.
    @inlinable
    public static var unknown: Self { .nan }
    /// One.
    @inlinable
    public static var width: Int { 1 }
    /// Whether it is a number.
    @inlinable
    public var isKnown: Bool { !isNaN }
    /// Writes itself.
    @inlinable
    public func store(_ slot: UnsafeMutablePointer<Double>, stride: Int) { slot.pointee = self }
}

/// The results of a batch: a column per number of the output, a row per bar.
public struct IndicatorTable<Output: IndicatorOutput>: Sendable {
    /// Bars.
    public let rows: Int
    private let numbers: [Double]

    init(rows: Int, _ body: (UnsafeMutablePointer<Double>) -> Void) {
        self.rows = rows
        numbers = Array(unsafeUninitializedCapacity: rows * Output.width) { buffer, count in
            // Without rows there may be no memory either.
            if let base = buffer.baseAddress, rows > 0 { body(base) }
            count = rows * Output.width
        }
    }

    /// One column, in the order of the output's properties; NaN where the number is not known yet.
    public func column(_ index: Int = 0) -> [Double] {
        precondition(index >= 0 && index < Output.width, "no such column")
        return Output.width == 1 ? numbers : Array(numbers[index * rows..<(index + 1) * rows])
    }
}
