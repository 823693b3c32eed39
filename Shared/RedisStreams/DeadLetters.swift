internal import Bus
internal import Domain
internal import Messages
internal import Pipeline

/// Turns an entry nobody can take into a dead letter.
enum DeadLetters {
    static func letter(
        for entry: RawEntry, of stream: StreamKind, in shard: Shard, by service: ServiceName, reason: String
    ) -> EntryRejected {
        EntryRejected(
            service: service, stream: stream, shard: shard, entryID: entry.id.description, reason: reason,
            original: entry.strings, occurredAt: Timestamp(milliseconds: Int64(entry.id.milliseconds)))
    }

    static func reason(_ error: any Error) -> String {
        switch error {
        case let refusal as Refusal: refusal.reason
        case let failure as DecodingFailure: failure.description
        default: String(describing: error)
        }
    }
}
