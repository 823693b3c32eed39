/// One of a deployment's fixed number of partitions.
///
/// All streams of a shard live together; one owner per service.
public struct Shard: Sendable, Hashable, Comparable, Codable {
    /// `0 ..< count` of the deployment.
    public let index: Int
    /// The shard of that number.
    public init(_ index: Int) { self.index = index }
    /// Where an instrument lives in a deployment of `count` shards.
    public init(of instrument: InstrumentID, count: Int) {
        index = Int(StableHash.fnv64(instrument.description) % UInt64(count))
    }
    /// Two digits at least: `s07`.
    public var name: String { index < 10 ? "s0\(index)" : "s\(index)" }
    /// Orders by number.
    public static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}
