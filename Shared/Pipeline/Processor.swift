public import Domain
public import Messages

/// The pure core of an ordered stage: all of a service's state for one shard, and its step.
///
/// The same value runs inside a daemon, a replay and a test. It reads no clock and does no I/O.
///
/// **The contract that makes rebuilding exact.** The state, and the outputs as a whole, are a function of *how far
/// each input stream has been read*, never of the order in which entries of different streams arrived. A core
/// with several inputs therefore joins them by bar and holds back what came early. Only streams
/// from outside (``StreamKind/isFromOutside``) are exempt: a snapshot is taken with every entry of theirs.
public protocol Processor: Sendable {
    /// What the core was told at start. The same configuration gives the same results.
    associatedtype Settings: Sendable
    /// Whose core this is; also the name of its consumer groups.
    static var service: ServiceName { get }
    /// The streams it reads.
    static var inputs: [StreamKind] { get }
    /// The streams it writes, without ``StreamKind/dead``.
    static var outputs: [StreamKind] { get }
    /// The empty state of a shard.
    init(shard: Shard, settings: Settings)
    /// The state again, from ``snapshot()`` of any build with the same ``snapshotVersion``.
    init(shard: Shard, settings: Settings, snapshot: [UInt8]) throws
    /// Grows when the form of a snapshot changes; a stage that meets another version refuses to start.
    static var snapshotVersion: Int { get }
    /// The whole state, exactly.
    func snapshot() throws -> [UInt8]
    /// Takes one entry and says what follows from it.
    ///
    /// A repeat of an entry (same message id) changes nothing and emits nothing.
    /// - Throws: ``Refusal`` for an entry that makes no sense. State and outbox are then unchanged, the entry goes to
    ///   the dead-letter stream, and the stage goes on.
    mutating func step(_ message: Message, from stream: StreamKind, into outbox: inout Outbox) throws(Refusal)
    /// Inputs it would rather not be given more of now, because it holds enough entries that wait for another input.
    ///
    /// An input must never be saturated while it alone can bring what the others wait for.
    var saturated: Set<StreamKind> { get }
}

extension Processor {
    /// Nothing is ever too much.
    public var saturated: Set<StreamKind> { [] }
    /// The first form.
    public static var snapshotVersion: Int { 1 }
}

/// Why a core cannot take an entry.
///
/// Waiting will not change that.
public struct Refusal: Error, Equatable, Sendable {
    /// What is wrong, with the facts, for the dead-letter stream.
    public let reason: String
    /// Refuses an entry.
    public init(_ reason: String) { self.reason = reason }
}

/// What a step wants published, in order.
public struct Outbox: Sendable {
    /// One message and where it goes.
    public struct Item: Sendable, Equatable {
        /// Where.
        public let stream: StreamKind
        /// What.
        public let body: Message.Body
        /// W3C traceparent of what caused it, where that is not the entry that is stepped; nil where it is.
        public let trace: String?
    }
    /// Everything emitted so far.
    public private(set) var items: [Item] = []
    /// Empty.
    public init() {}
    /// Publishes a message with the step that is being taken.
    ///
    /// A core that holds something back until another input comes names the trace of what it held back: else a message would
    /// belong to the trace of whatever came last, which is a matter of chance.
    public mutating func emit(_ body: Message.Body, to stream: StreamKind, continuing trace: String? = nil) {
        items.append(Item(stream: stream, body: body, trace: trace))
    }
    /// Forgets everything.
    public mutating func removeAll() { items.removeAll(keepingCapacity: true) }
}
