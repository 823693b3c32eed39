public import Domain
public import Messages
public import Pipeline

/// The simplest stage with state: answers the n-th bar of an instrument with n times its setting.
///
/// For tests of buses.
public struct CountingStage: Processor {
    /// What one bar counts; a snapshot made with another number is not taken up.
    public typealias Settings = Int64
    /// Whose stage it plays.
    public static let service = ServiceName.cipherEngine
    /// The streams it reads.
    public static let inputs: [StreamKind] = [.bars]
    /// The streams it writes.
    public static let outputs: [StreamKind] = [.signals]
    private let increment: Int64
    private var counts: [String: Int64] = [:]
    private var last: [String: Int64] = [:]

    /// The empty state.
    public init(shard: Shard, settings: Int64) { increment = settings }

    /// The state again.
    public init(shard: Shard, settings: Int64, snapshot: [UInt8]) throws {
        increment = settings
        let lines = String(decoding: snapshot, as: UTF8.self).split(separator: "\n")
        guard lines.first == "increment \(settings)" else { throw SettingsChanged("the increment") }
        for line in lines.dropFirst() {
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
        return Array((["increment \(increment)"] + lines).joined(separator: "\n").utf8)
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
        counts[key, default: 0] += increment
        let signal = Signal(
            engine: "counting", instrument: bar.instrument, interval: bar.interval, openedAt: bar.openedAt,
            direction: .flat, strength: .zero, reasons: [],
            evidence: [Evidence("count", Double(counts[key] ?? 0))])
        outbox.emit(.signalEvaluated(SignalEvaluated(signal)), to: .signals)
    }
}
