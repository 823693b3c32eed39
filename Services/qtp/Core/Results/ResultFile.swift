import Domain
import Messages

/// One of the files a run is exported to.
public enum ResultFile: String, Sendable, CaseIterable {
    /// Outside signals as they were heard, which a replay takes in again, and holes in the numbers of their sources.
    case alerts, holes
    case signals, decisions, orders, fills

    /// `signals.jsonl`.
    public var name: String { rawValue + ".jsonl" }

    /// The file's bytes: one object per line, by event time, instrument, interval and id.
    public func bytes(of results: Results) -> [UInt8] {
        let lines = records(of: results).map { (key: $0.sortKey, line: $0.canonicalLine) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(lines.reduce(0) { $0 + $1.line.count + 1 })
        for (_, line) in lines.sorted(by: { $0.key < $1.key }) {
            bytes.append(contentsOf: line)
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    private func records(of results: Results) -> [any CanonicalRecord] {
        switch self {
        case .alerts: results.alerts
        case .holes: results.holes
        case .signals: results.signals
        case .decisions: results.decisions
        case .orders: results.orders
        case .fills: results.fills
        }
    }
}

/// A record that has one line in one file.
private protocol CanonicalRecord {
    var sortKey: SortKey { get }
    /// The same bytes for equal records.
    var canonicalLine: [UInt8] { get }
}

/// Where a line stands in its file, however its run gathered it.
struct SortKey: Comparable {
    let occurredAt: Timestamp
    let instrument: InstrumentID
    let intervalLength: Int64
    let id: String

    static func < (left: Self, right: Self) -> Bool {
        (left.occurredAt, left.instrument, left.intervalLength, left.id)
            < (right.occurredAt, right.instrument, right.intervalLength, right.id)
    }
}

extension AlertPlacement: CanonicalRecord {
    fileprivate var sortKey: SortKey {
        SortKey(
            occurredAt: openedAt + alert.interval, instrument: alert.instrument,
            intervalLength: alert.interval.milliseconds, id: alert.id)
    }

    fileprivate var canonicalLine: [UInt8] {
        var json = CanonicalJSON()
        json.object { json in
            json.string("id", alert.id)
            json.string("source", alert.source)
            json.string("instrument", alert.instrument.description)
            json.string("interval", alert.interval.rawValue)
            json.integer("openedAt", openedAt.milliseconds)
            json.string("direction", alert.direction.rawValue)
            json.string("strength", alert.strength.description)
            if let sequence = alert.sequence { json.integer("sequence", sequence) }
            if let timeToLive = alert.timeToLive { json.integer("timeToLive", timeToLive) }
            if let sentAt = alert.sentAt { json.integer("sentAt", sentAt.milliseconds) }
            json.integer("receivedAt", alert.receivedAt.milliseconds)
            json.string("note", alert.note)
            json.string("disposition", disposition.rawValue)
        }
        return json.bytes
    }
}

extension AlertHole: CanonicalRecord {
    fileprivate var sortKey: SortKey {
        SortKey(
            occurredAt: openedAt + interval, instrument: instrument, intervalLength: interval.milliseconds,
            id: AlertsMissed(self).id)
    }

    fileprivate var canonicalLine: [UInt8] {
        var json = CanonicalJSON()
        json.object { json in
            json.string("id", AlertsMissed(self).id)
            json.string("source", source)
            json.string("instrument", instrument.description)
            json.string("interval", interval.rawValue)
            json.integer("first", first)
            json.integer("last", last)
            json.integer("openedAt", openedAt.milliseconds)
        }
        return json.bytes
    }
}

extension Signal: CanonicalRecord {
    fileprivate var sortKey: SortKey {
        SortKey(
            occurredAt: openedAt + interval, instrument: instrument, intervalLength: interval.milliseconds,
            id: id)
    }

    fileprivate var canonicalLine: [UInt8] {
        var json = CanonicalJSON()
        json.object { json in
            json.string("id", id)
            json.string("engine", engine)
            json.string("instrument", instrument.description)
            json.string("interval", interval.rawValue)
            json.integer("openedAt", openedAt.milliseconds)
            json.string("direction", direction.rawValue)
            json.string("strength", strength.description)
            json.array("reasons") { json in reasons.forEach { json.element($0) } }
            json.object("evidence") { json in evidence.forEach { json.number($0.name, $0.value) } }
        }
        return json.bytes
    }
}

extension Decision: CanonicalRecord {
    fileprivate var sortKey: SortKey {
        SortKey(
            occurredAt: openedAt + interval, instrument: instrument, intervalLength: interval.milliseconds,
            id: id)
    }

    fileprivate var canonicalLine: [UInt8] {
        var json = CanonicalJSON()
        json.object { json in
            json.string("id", id)
            json.string("instrument", instrument.description)
            json.string("interval", interval.rawValue)
            json.integer("openedAt", openedAt.milliseconds)
            json.string("direction", direction.rawValue)
            json.string("score", score.description)
            json.boolean("degraded", isDegraded)
            json.integer("expiresAt", expiresAt.milliseconds)
            json.array("contributions") { json in
                for item in contributions {
                    json.object { json in
                        json.string("engine", item.engine)
                        json.boolean("answered", item.isAnswered)
                        json.string("direction", item.direction.rawValue)
                        json.string("strength", item.strength.description)
                        json.string("weight", item.weight.description)
                    }
                }
            }
            json.array("rules") { json in
                for rule in rules {
                    json.object { json in
                        json.string("rule", rule.rule)
                        json.boolean("passed", rule.passed)
                        json.string("detail", rule.detail)
                    }
                }
            }
        }
        return json.bytes
    }
}

extension OrderHistory: CanonicalRecord {
    fileprivate var sortKey: SortKey {
        SortKey(
            occurredAt: createdAt, instrument: order.instrument, intervalLength: 0, id: order.clientOrderID)
    }

    fileprivate var canonicalLine: [UInt8] {
        var json = CanonicalJSON()
        json.object { json in
            json.string("id", order.clientOrderID)
            json.string("cause", order.causeID)
            json.string("instrument", order.instrument.description)
            json.string("side", order.side.rawValue)
            json.string("quantity", order.quantity.description)
            json.string("filledQuantity", order.filledQuantity.description)
            json.string("status", order.status.rawValue)
            json.string("reason", order.reason)
            json.integer("updatedAt", order.updatedAt.milliseconds)
            json.array("events") { json in
                for event in events {
                    json.object { json in
                        json.string("status", event.status.rawValue)
                        json.string("filledQuantity", event.filledQuantity.description)
                        json.string("reason", event.reason)
                        json.integer("occurredAt", event.occurredAt.milliseconds)
                    }
                }
            }
        }
        return json.bytes
    }
}

extension Fill: CanonicalRecord {
    fileprivate var sortKey: SortKey {
        SortKey(occurredAt: occurredAt, instrument: instrument, intervalLength: 0, id: id)
    }

    fileprivate var canonicalLine: [UInt8] {
        var json = CanonicalJSON()
        json.object { json in
            json.string("id", id)
            json.string("order", clientOrderID)
            json.string("instrument", instrument.description)
            json.string("side", side.rawValue)
            json.string("price", price.description)
            json.string("quantity", quantity.description)
            json.string("fee", fee.description)
            json.integer("occurredAt", occurredAt.milliseconds)
        }
        return json.bytes
    }
}
