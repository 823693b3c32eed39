public import Domain
public import Messages
public import Pipeline

/// The simplest stage with state: answers the n-th bar of an instrument with the number n.
///
/// For tests of buses.
public struct CountingStage: Processor {
    /// It needs none to be told.
    public typealias Settings = Void
    /// Whose stage it plays.
    public static let service = ServiceName.cipherEngine
    /// The streams it reads.
    public static let inputs: [StreamKind] = [.bars]
    /// The streams it writes.
    public static let outputs: [StreamKind] = [.signals]
    private var counts: [String: Int64] = [:]
    private var last: [String: Int64] = [:]

    /// The empty state.
    public init(shard: Shard, settings: Void) {}

    /// The state again.
    public init(shard: Shard, settings: Void, snapshot: [UInt8]) throws {
        for line in String(decoding: snapshot, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ")
            guard parts.count == 3, let count = Int64(parts[1]), let openedAt = Int64(parts[2]) else {
                throw Refusal("snapshot line \(line)")
            }
            counts[String(parts[0])] = count
            last[String(parts[0])] = openedAt
        }
    }

    /// The whole state.
    public func snapshot() throws -> [UInt8] {
        let lines = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value) \(last[$0.key] ?? 0)" }
        return Array(lines.joined(separator: "\n").utf8)
    }

    /// Takes one entry.
    public mutating func step(
        _ message: Message, from stream: StreamKind, into outbox: inout Outbox
    ) throws(Refusal) {
        guard case .barClosed(let closed) = message.body else { throw Refusal("not a bar") }
        let bar = closed.bar
        guard bar.volume.isPositive else { throw Refusal("a bar without volume") }
        let key = bar.instrument.description
        guard bar.openedAt.milliseconds > last[key] ?? .min else { return }
        last[key] = bar.openedAt.milliseconds
        counts[key, default: 0] += 1
        let signal = Signal(
            engine: "counting", instrument: bar.instrument, interval: bar.interval, openedAt: bar.openedAt,
            direction: .flat, strength: .zero, reasons: [],
            evidence: [Evidence("count", Double(counts[key] ?? 0))])
        outbox.emit(.signalEvaluated(SignalEvaluated(signal)), to: .signals)
    }
}
