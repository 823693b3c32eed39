internal import Bus

/// A Lua script, called by its digest.
struct Script {
    let source: String
    /// The digest the server gave; asked once per connection, since a restarted server has forgotten it.
    private(set) var digest = ""

    init(_ source: String) { self.source = source }

    mutating func load(_ connection: RedisConnection) throws(BusError) {
        let value = try connection.call("SCRIPT", "LOAD", source)
        guard let text = value.text else { throw .refused(reason: "SCRIPT LOAD gave no digest") }
        digest = text
    }
}

/// The scripts of the exactly-once stage.
struct Scripts {
    /// Takes a free shard, or renews our own with a new token.
    ///
    /// A new token also for the same instance: a commit of ours that is still in the server's socket buffer after
    /// a lost connection must not succeed once we have read the cursors back.
    /// KEYS lease, fence. ARGV instance, ttl. Answers the token, or 0 when somebody else owns it.
    var acquire = Script(
        """
        local held = redis.call('GET', KEYS[1])
        if held and string.sub(held, 1, string.len(ARGV[1]) + 1) ~= ARGV[1] .. '|' then return 0 end
        local token = redis.call('INCR', KEYS[2])
        redis.call('SET', KEYS[1], ARGV[1] .. '|' .. token, 'PX', ARGV[2])
        return token
        """)

    /// Keeps a shard.
    ///
    /// KEYS lease. ARGV owner, ttl. Answers 1, or 0 when it is lost.
    var renew = Script(
        """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        return redis.call('PEXPIRE', KEYS[1], ARGV[2])
        """)

    /// Gives a shard up.
    ///
    /// KEYS lease. ARGV owner.
    var release = Script(
        """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        return redis.call('DEL', KEYS[1])
        """)

    /// Says that an instance lives and names all that do.
    ///
    /// KEYS members. ARGV instance, ttl (0: say good-bye).
    var heartbeat = Script(
        """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
        if ARGV[2] == '0' then
            redis.call('ZREM', KEYS[1], ARGV[1])
        else
            redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
        end
        local members = redis.call('ZRANGE', KEYS[1], 0, -1)
        table.sort(members)
        return members
        """)

    /// The one act of a stage: check and renew the lease, append the outputs, save the snapshot, advance the cursors.
    ///
    /// KEYS lease, snapshot, inputs…, outputs….
    /// ARGV owner, ttl, group, number of inputs, then for each input its cursor ('' where it did not move) and
    /// entries read, then the snapshot's field count and fields, then for each output entry: index among the
    /// outputs, number of strings, strings. Answers the length of each output stream.
    var commit = Script(
        """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return redis.error_reply('FENCED the shard has another owner') end
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        local inputs = tonumber(ARGV[4])
        local at = 5 + 2 * inputs
        local fields = tonumber(ARGV[at])
        local out = at + fields + 1
        local last = #ARGV
        while out <= last do
            local count = tonumber(ARGV[out + 1])
            redis.call('XADD', KEYS[2 + inputs + ARGV[out]], '*', unpack(ARGV, out + 2, out + 1 + count))
            out = out + 2 + count
        end
        if fields > 0 then redis.call('HSET', KEYS[2], unpack(ARGV, at + 1, at + fields)) end
        for i = 1, inputs do
            local cursor = ARGV[3 + 2 * i]
            if cursor ~= '' then
                redis.call('XGROUP', 'SETID', KEYS[2 + i], ARGV[3], cursor, 'ENTRIESREAD', ARGV[4 + 2 * i])
            end
        end
        local lengths = {}
        for i = 3 + inputs, #KEYS do lengths[#lengths + 1] = redis.call('XLEN', KEYS[i]) end
        return lengths
        """)

    mutating func load(_ connection: RedisConnection) throws(BusError) {
        try acquire.load(connection)
        try renew.load(connection)
        try release.load(connection)
        try heartbeat.load(connection)
        try commit.load(connection)
    }
}
