import AccessControl
import Synchronization

/// The keys as the database has them, remembered for a moment, those that do not exist too.
///
/// What is revoked or changed is refused within ``longestAge`` by every gateway; while the database is away, a key that
/// is not remembered opens nothing.
final class KeyRing: Sendable {
    /// How old a remembered key may be when it is used: the promise to whoever revokes one.
    static let longestAge = Duration.seconds(2)
    /// From this age on one request asks the database again, while others go on with what is remembered.
    private static let refreshAge = Duration.seconds(1)
    /// Keys that are remembered; somebody who tries ids at random only makes others be asked for again.
    private static let limit = 4_096

    private struct Entry {
        var record: KeyRecord?
        var readAt: ContinuousClock.Instant
        var isBeingRead = false
    }
    private let store: KeyStore
    private let entries = Mutex<[String: Entry]>([:])

    init(store: KeyStore) { self.store = store }

    /// What is known of a key; nil when there is none of that id.
    func record(of id: String) async throws -> KeyRecord? {
        let now = ContinuousClock.now
        let remembered: KeyRecord?? = entries.withLock { entries in
            guard let entry = entries[id] else { return nil }
            let age = now - entry.readAt
            if age < Self.refreshAge || age < Self.longestAge && entry.isBeingRead {
                return .some(entry.record)
            }
            entries[id]?.isBeingRead = true
            return nil
        }
        if let remembered { return remembered }
        do {
            let record = try await store.find(id)
            remember(Entry(record: record, readAt: now), of: id)
            return record
        } catch {
            entries.withLock { $0[id]?.isBeingRead = false }
            throw error
        }
    }

    private func remember(_ entry: Entry, of id: String) {
        entries.withLock { entries in
            if entries.count >= Self.limit, entries[id] == nil {
                entries = entries.filter { ContinuousClock.now - $0.value.readAt < Self.longestAge }
                if entries.count >= Self.limit { entries.removeAll(keepingCapacity: true) }
            }
            entries[id] = entry
        }
    }
}
