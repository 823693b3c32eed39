public import Domain

/// What can go wrong between a service and its streams.
public enum BusError: Error, Equatable, Sendable {
    /// The server went away or is not ready (loading, read-only, out of memory). Nothing is lost; try again.
    case unavailable(reason: String)
    /// Somebody else owns the shard now. What was to be committed was not.
    case fenced(Shard)
    /// The server refused a command for a reason that will not pass. A fault in this program or its configuration.
    case refused(reason: String)
    /// A store cannot hold what an entry says, now or ever. The entry is a dead letter; the others of its batch are fine.
    case unstorable(reason: String)
    /// A snapshot in the store is of a form this build does not read.
    case foreignSnapshot(Shard, version: String)
}
