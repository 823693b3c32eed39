internal import Domain
internal import Messages

/// What each user of the suite may do in Redis, as the server's file of users states it.
///
/// Every service is a user, and so are the operator, who watches all and mends dead letters, and whoever lets the server
/// read the file again. It follows from who writes and reads which stream, and from this module's own keys, so that it
/// changes with them. A service appends to streams it writes alone, moves its own cursors, owns its own leases and
/// snapshots, and reads no stream that it has no use for.
public enum AccessList {
    /// Reads everything, takes care of dead letters and jobs: `qtp`.
    public static let `operator` = "operator"
    /// Lets the server read its file of users again, and nothing else: `qtp secrets load`.
    public static let loader = "loader"
    /// Asks whether the server answers; needs no password, and can do nothing else.
    public static let probe = "probe"

    /// The key that holds the digest of the file that the server was last told to read.
    public static let loaded = "qtp:users"

    /// Everybody who has a password.
    public static let users = ServiceName.allCases.map(\.rawValue) + [`operator`, loader]

    /// The file, for a server's `aclfile`.
    ///
    /// - Parameters:
    ///   - digests: SHA-256 of each user's password in hexadecimal digits; a user without one is left out.
    ///   - isOpen: Whether who gives no name may do everything, as on a server without users.
    /// - Returns: The lines, each with its end.
    public static func text(digests: [String: String], isOpen: Bool = false) -> String {
        var lines = [
            isOpen ? "user default on nopass ~* &* +@all" : "user default off",
            "user \(probe) on nopass \(common)",
        ]
        for user in users {
            guard let digest = digests[user] else { continue }
            let grants = grants(of: user).map { "(\($0.text))" }
            lines.append((["user \(user) on #\(digest) \(common)"] + grants).joined(separator: " "))
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// What connecting and a look at the clock take.
    private static let common = "+ping +client|setname +time"

    private static func grants(of user: String) -> [AccessGrant] {
        switch user {
        case `operator`:
            return [
                watching, AccessGrant("+info", "+exists", "+acl|log"),
                AccessGrant(StreamKind.allCases, "+xadd"),
                AccessGrant([.dead], "+xdel"),
            ]
        case loader: return [AccessGrant("+acl|load"), AccessGrant(keys: ["~" + loaded], ["+get", "+set"])]
        default: return ServiceName(rawValue: user).map(grants) ?? []
        }
    }

    // MARK: - Services

    private static func grants(of service: ServiceName) -> [AccessGrant] {
        let written = StreamKind.allCases.filter { $0.writers.contains(service) }
        let read = StreamKind.allCases.filter { $0.readers.contains(service) && !$0.isWorkQueue }
        let queues = StreamKind.allCases.filter { $0.readers.contains(service) && $0.isWorkQueue }
        let followed = StreamKind.allCases.filter { $0.followers.contains(service) }
        // What outsiders write has no stage that writes it, so its reader trims it.
        let trimmed = written.filter { !$0.isWorkQueue } + read.filter { $0.writers == [.gateway] }
        let own = owned(by: service)
        var grants =
            own + [
                AccessGrant(written, "+xadd", "+xlen"),
                AccessGrant(
                    read, "+xread", "+xrange", "+xgroup|create", "+xgroup|setid", "+xinfo|stream",
                    "+xinfo|groups"),
                AccessGrant(
                    queues, "+xreadgroup", "+xautoclaim", "+xpending", "+xclaim", "+xack", "+xdel",
                    "+xgroup|create", "+xinfo|groups"),
                AccessGrant(trimmed, "+exists", "+xinfo|groups", "+xtrim", "+xlen"),
                AccessGrant(followed, readOnly: true, "+xread", "+xrange", "+xrevrange"),
            ]
        if !trimmed.isEmpty {
            // How far a stream may be trimmed is where its readers' next rebuilds begin.
            let readers = ServiceName.pipeline.filter { reader in
                trimmed.contains { $0.readers.contains(reader) }
            }
            grants += [
                AccessGrant(
                    keys: readers.map { "%R~" + pattern(Keys.snapshot($0, Shard(0))) }, ["+hget"]),
                AccessGrant(keys: ["~" + pattern(Keys.trimmed(Shard(0)))], ["+zadd"]),
            ]
        }
        if service == .gateway { grants += counters + [watching] }
        // A script is handed all keys it touches, to read and to write; what it does with each is asked again.
        let streams = (written + read + queues).map { "~" + pattern($0) }
        let others = (own + (service == .gateway ? counters : [])).flatMap(\.keys)
        grants.append(AccessGrant(keys: streams + others, ["+eval", "+evalsha"]))
        grants.append(AccessGrant("+script|load"))
        return grants.filter { !$0.isEmpty }
    }

    /// Leases, their tokens, snapshots and membership: what owning shards takes.
    private static func owned(by service: ServiceName) -> [AccessGrant] {
        guard ServiceName.pipeline.contains(service) else { return [] }
        let leases = [Keys.lease(service, Shard(0)), Keys.fence(service, Shard(0))]
        return [
            AccessGrant(
                keys: leases.map { "~" + pattern($0) }, ["+get", "+set", "+incr", "+pexpire", "+del"]),
            AccessGrant(
                keys: ["~" + pattern(Keys.snapshot(service, Shard(0)))], ["+hset", "+hget", "+hgetall"]),
            AccessGrant(
                keys: ["~" + Keys.members(service)], ["+zadd", "+zrem", "+zremrangebyscore", "+zrange"]),
        ]
    }

    /// What the gateways keep together beside the streams.
    private static let counters =
        CounterKind.allCases.map { AccessGrant(keys: ["~" + $0.key("*")], ["+get", "+set", "+incr"]) }
        + [AccessGrant(keys: ["~" + Keys.once("*", in: .jobs)], ["+set"])]

    /// Looking at every stream, and at how far everybody is.
    private static let watching = AccessGrant(
        keys: StreamKind.allCases.map { "%R~" + pattern($0) }
            + ["%R~" + pattern(Keys.trimmed(Shard(0)))]
            + ServiceName.pipeline.map { "%R~" + pattern(Keys.lease($0, Shard(0))) },
        ["+xread", "+xrange", "+xrevrange", "+xlen", "+xinfo|stream", "+xinfo|groups", "+zscore", "+get"])

    // MARK: - Patterns

    /// The keys of a stream on all shards.
    fileprivate static func pattern(_ stream: StreamKind) -> String {
        let key = stream.key(in: Shard(0))
        return stream.isSingle ? key : pattern(key)
    }

    /// A key of the first shard as a pattern for all shards; braces mean themselves there.
    private static func pattern(_ key: String) -> String { key.replacing("{\(Shard(0).name)}", with: "{s*}") }
}

/// Commands that are allowed on keys, together: a command is when one grant covers it with all of its keys.
private struct AccessGrant {
    let keys: [String]
    let commands: [String]

    var text: String { (keys + commands).joined(separator: " ") }
    /// Whether it allows nothing, because it is about no key.
    var isEmpty: Bool { keys.isEmpty && isAboutKeys }
    private let isAboutKeys: Bool

    init(keys: [String], _ commands: [String]) {
        self.keys = keys
        self.commands = commands
        isAboutKeys = true
    }

    init(_ streams: [StreamKind], readOnly: Bool = false, _ commands: String...) {
        self.init(keys: streams.map { (readOnly ? "%R~" : "~") + AccessList.pattern($0) }, commands)
    }

    /// Of commands that know no key.
    init(_ commands: String...) {
        keys = []
        self.commands = commands
        isAboutKeys = false
    }
}
