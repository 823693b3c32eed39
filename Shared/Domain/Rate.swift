/// A dimensionless fraction such as a fee or a risk fraction; 8 decimals, 0.001 is ten basis points.
public struct Rate: FixedPoint {
    /// 8 digits after the point.
    public static let scale = 8
    /// A million: ten thousand times as much as any fraction that makes sense.
    public static let limit: Int64 = 100_000_000_000_000
    /// The fraction in units of `10 ^ -8`.
    public let units: Int64
    /// A fraction of that many units of `10 ^ -8`.
    public init(units: Int64) { self.units = units }
    /// A fraction of that many basis points.
    public init(basisPoints: Int64) { self.init(units: basisPoints * 10_000) }
}

extension Int64 {
    /// `amount * self / 10 ^ 8`, rounded half to even: a ``Rate``'s units applied to an amount.
    func scaled(_ amount: Int128) -> Int128 {
        let one = Int128(Rate.unitsPerWhole)
        let (quotient, remainder) = (amount * Int128(self)).quotientAndRemainder(dividingBy: one)
        let twice = remainder.magnitude * 2
        let isUp = twice > one.magnitude || (twice == one.magnitude && quotient % 2 != 0)
        return isUp ? quotient + (remainder < 0 ? -1 : 1) : quotient
    }
}
