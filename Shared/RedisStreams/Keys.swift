internal import Domain
internal import Messages

/// Keys that are not streams.
///
/// All but the membership carry the shard's hash tag.
enum Keys {
    /// Who owns the shard for a service: `instance|token`, with a time to live.
    static func lease(_ service: ServiceName, _ shard: Shard) -> String {
        "qtp:{\(shard.name)}:lease:\(service.rawValue)"
    }
    /// The last fencing token given out; it only grows.
    static func fence(_ service: ServiceName, _ shard: Shard) -> String {
        "qtp:{\(shard.name)}:fence:\(service.rawValue)"
    }
    /// A service's state on a shard, with the cursors it belongs to.
    static func snapshot(_ service: ServiceName, _ shard: Shard) -> String {
        "qtp:{\(shard.name)}:snapshot:\(service.rawValue)"
    }
    /// Remembers that a message with this id was put on a work queue; in the queue's own cluster slot.
    static func once(_ id: String, in queue: StreamKind) -> String { "\(queue.key(in: Shard(0))):once:\(id)" }
    /// The live instances of a service, each scored with the server time at which it counts as gone.
    static func members(_ service: ServiceName) -> String { "qtp:members:\(service.rawValue)" }
    /// Of each stream of a shard, the milliseconds before which entries may have been trimmed.
    static func trimmed(_ shard: Shard) -> String { "qtp:{\(shard.name)}:trimmed" }
}
