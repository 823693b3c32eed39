internal import Bus
internal import Domain
internal import Messages

/// One call of the commit script, assembled in place.
struct CommitCommand {
    let lease: Lease
    let service: ServiceName
    let group: String
    let leaseMilliseconds: Int
    let inputs: [StreamKind]
    let outputs: [StreamKind]
    /// New cursor and entries read, for the inputs that moved.
    var cursors: [StreamKind: (id: EntryID, read: Int)] = [:]
    /// The snapshot's fields, name and value in turn; empty when none is due.
    var snapshot: [[UInt8]] = []
    /// Output entries in wire form: index, number of strings, strings.
    private var entries = CommandBuffer()
    private var entryStrings = 0

    init(
        lease: Lease, service: ServiceName, leaseMilliseconds: Int, inputs: [StreamKind],
        outputs: [StreamKind]
    ) {
        self.lease = lease
        self.service = service
        group = service.rawValue
        self.leaseMilliseconds = leaseMilliseconds
        self.inputs = inputs
        self.outputs = outputs
    }

    var isEmpty: Bool { cursors.isEmpty && snapshot.isEmpty && entryStrings == 0 }

    mutating func append(_ message: Message, to stream: StreamKind) {
        guard let index = outputs.firstIndex(of: stream) else {
            preconditionFailure("\(service.rawValue) does not declare \(stream.rawValue) as an output")
        }
        let fields = message.encoded()
        entries.integer(index + 1)
        entries.integer(fields.count)
        entries.fields(fields)
        entryStrings += 2 + fields.count
    }

    func write(to buffer: inout CommandBuffer, digest: String) {
        let keys = 2 + inputs.count + outputs.count
        buffer.begin(3 + keys + 4 + 2 * inputs.count + 1 + snapshot.count + entryStrings)
        buffer.string("EVALSHA")
        buffer.string(digest)
        buffer.integer(keys)
        buffer.string(Keys.lease(service, lease.shard))
        buffer.string(Keys.snapshot(service, lease.shard))
        for stream in inputs + outputs { buffer.string(stream.key(in: lease.shard)) }
        buffer.string(lease.owner)
        buffer.integer(leaseMilliseconds)
        buffer.string(group)
        buffer.integer(inputs.count)
        for stream in inputs {
            if let cursor = cursors[stream] {
                buffer.string(cursor.id.description)
                buffer.integer(cursor.read)
            } else {
                buffer.string("")
                buffer.string("0")
            }
        }
        buffer.integer(snapshot.count)
        for field in snapshot { buffer.string(field) }
        buffer.raw(entries.bytes)
    }

    /// Reads the script's answer: the output streams' lengths.
    static func lengths(_ value: RedisValue, of shard: Shard) throws(BusError) -> [Int] {
        if case .error(let text) = value {
            throw text.hasPrefix("FENCED") ? .fenced(shard) : RedisConnection.error(text)
        }
        return value.array.map { $0.integer ?? 0 }
    }
}
