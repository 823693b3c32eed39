/// Amount of the base asset; 8 decimals.
///
/// Signed where it denotes a position.
public struct Quantity: FixedPoint {
    /// 8 digits after the point.
    public static let scale = 8
    /// A hundred trillion whole units: meme coins trade a trillion in half an hour.
    public static let limit: Int128 = 10_000_000_000_000_000_000_000
    /// The amount in units of `10 ^ -8`.
    public let units: Int128
    /// An amount of that many units of `10 ^ -8`.
    public init(units: Int128) { self.units = units }
}
