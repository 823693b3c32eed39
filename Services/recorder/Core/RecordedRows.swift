internal import Domain
public import Messages

/// The rows a batch of messages amounts to, table by table, in the text form a database reads.
///
/// A table of facts gets each message's row as it is; the database drops repeats by their keys. A table that
/// holds what is true *now* (instruments, outside signals, orders, positions) gets one row for each key, the latest of the
/// batch.
public struct RecordedRows: Sendable, Equatable {
    /// The rows of each table that has any.
    public private(set) var rows: [RecordedTable: [[String?]]] = [:]
    /// Where the row of a key of a table of the present is, and how new it is.
    private var latest: [LatestKey: Latest] = [:]

    private struct LatestKey: Hashable {
        let table: RecordedTable
        let key: String
    }
    private struct Latest: Equatable {
        let index: Int
        let age: Age
    }
    /// What decides between two rows of one key; greater is later, and of equal ones the one that came last
    /// counts.
    private struct Age: Equatable, Comparable {
        let major: Int64
        let minor: Int128
        static func < (left: Self, right: Self) -> Bool {
            (left.major, left.minor) < (right.major, right.minor)
        }
    }

    /// No rows.
    public init() {}

    /// The rows of these messages, in their order.
    public init(_ messages: some Sequence<Message>) {
        for message in messages { add(message) }
    }

    /// Adds the rows of one message.
    public mutating func add(_ message: Message) {
        switch message.body {
        case .instrumentListed(let body): add(body)
        case .barClosed(let body): append(Self.row(body.bar), to: .bars)
        case .gapConfirmed(let body): append(Self.row(body), to: .gaps)
        case .alertReceived(let body):
            add(body.alert, openedAt: nil, disposition: "received", age: 0)
        case .alertPlaced(let body):
            let item = body.placement
            add(item.alert, openedAt: item.openedAt, disposition: item.disposition.rawValue, age: 1)
        case .alertsMissed(let body): append(Self.row(body.hole), to: .alertHoles)
        case .signalEvaluated(let body): append(Self.row(body.signal), to: .signals)
        case .decisionMade(let body): append(Self.row(body.decision), to: .decisions)
        case .orderChanged(let body): add(body.order)
        case .fillRecorded(let body): append(Self.row(body.fill), to: .fills)
        case .positionChanged(let body): add(body)
        case .commandIssued(let body): append(Self.row(body), to: .commands)
        case .commandReplied(let body): append(Self.row(body), to: .replies)
        case .entryRejected(let body): append(Self.row(body), to: .deadLetters)
        case .jobProgressed(let body): append(Self.row(body), to: .jobEvents)
        // Trades may come late or be corrected, and go another way.
        case .tradePrinted: break
        // Wishes: whoever took them from outside has written them down before.
        case .jobRequested, .jobCancelRequested: break
        }
    }

    private mutating func add(_ listing: InstrumentListed) {
        replace(
            Self.row(listing), in: .instruments, key: listing.specification.instrument.description,
            age: Age(major: listing.listedAt.milliseconds, minor: 0))
    }

    private mutating func add(_ alert: Alert, openedAt: Timestamp?, disposition: String, age: Int64) {
        // Of copies that came through several doors the one that was heard is the last to be written.
        replace(
            Self.row(alert, openedAt: openedAt, disposition: disposition), in: .alerts, key: alert.id,
            age: Age(major: age, minor: 0))
    }

    private mutating func add(_ order: Order) {
        let row = Self.row(order)
        append(row, to: .orderEvents)
        let rank: Int64 =
            switch order.status {
            case .journalled: 0
            case .accepted: 1
            case .filled, .cancelled, .rejected, .refused: 2
            }
        replace(
            row, in: .orders, key: order.clientOrderID,
            age: Age(major: rank, minor: order.filledQuantity.units))
    }

    private mutating func add(_ change: PositionChanged) {
        replace(
            Self.row(change), in: .positions, key: change.position.instrument.description,
            age: Age(major: change.position.updatedAt.milliseconds, minor: 0))
    }

    private mutating func append(_ row: [String?], to table: RecordedTable) {
        rows[table, default: []].append(row)
    }

    private mutating func replace(_ row: [String?], in table: RecordedTable, key: String, age: Age) {
        let place = LatestKey(table: table, key: key)
        guard let known = latest[place] else {
            latest[place] = Latest(index: rows[table]?.count ?? 0, age: age)
            append(row, to: table)
            return
        }
        guard age >= known.age else { return }
        rows[table]?[known.index] = row
        latest[place] = Latest(index: known.index, age: age)
    }
}
