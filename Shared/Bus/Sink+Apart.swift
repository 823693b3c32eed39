public import Domain
public import Messages

extension Sink {
    /// Stores entries in one transaction; where one of them cannot be stored, finds it by halves and stores the rest.
    ///
    /// - Parameters:
    ///   - entries: In order within each stream.
    ///   - shard: Whose entries.
    ///   - token: The lease's fencing token.
    ///   - start: The cursors before them.
    ///   - end: The cursors after them.
    /// - Returns: What could not be stored, and why. The cursors have passed it.
    /// - Throws: ``BusError/refused(reason:)`` when the store cannot even take the cursors.
    public func storeApart(
        _ entries: ArraySlice<StreamEntry>, of shard: Shard, token: Int64, from start: [StreamKind: EntryID],
        through end: [StreamKind: EntryID]
    ) async throws(BusError) -> [(entry: StreamEntry, reason: String)] {
        do {
            try await store(SinkBatch(shard: shard, token: token, entries: Array(entries), cursors: end))
            return []
        } catch {
            guard case .unstorable(let reason) = error else { throw error }
            guard let first = entries.first else { throw .refused(reason: reason) }
            guard entries.count > 1 else {
                try await store(SinkBatch(shard: shard, token: token, entries: [], cursors: end))
                return [(first, reason)]
            }
            let middle = entries.index(entries.startIndex, offsetBy: entries.count / 2)
            var half = start
            for entry in entries[..<middle] { half[entry.stream] = entry.id }
            let left = try await storeApart(
                entries[..<middle], of: shard, token: token, from: start, through: half)
            let right = try await storeApart(
                entries[middle...], of: shard, token: token, from: half, through: end)
            return left + right
        }
    }
}
