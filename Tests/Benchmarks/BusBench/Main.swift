import Bus
import Domain
import Logging
import Messages
import Pipeline
import RedisStreams

/// The stage that `bus_baseline.c` is held against: `bus-bench stage PORT`, or `bus-bench script` to print the commit script.
@main enum Main {
    static func main() async throws {
        let arguments = CommandLine.arguments
        if arguments.count == 2, arguments[1] == "script" {
            print(RedisBus.commitScript)
            return
        }
        guard arguments.count == 3, arguments[1] == "stage", let port = Int32(arguments[2]) else {
            print("usage: bus-bench script | bus-bench stage PORT")
            return
        }
        var options = StageOptions(instance: "bench")
        // The yardstick takes no snapshots and the stream has no other readers.
        options.snapshotEvery = .max
        options.highWater = .max
        let settings = RedisSettings(port: port, shardCount: 1)
        let bus = RedisBus(
            settings: settings, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        try await bus.runStage(AnsweringStage.self, settings: (), options: options, journal: nil)
    }
}

/// Answers every bar with one signal of the size an engine writes; no mathematics, so that only the bus is measured.
struct AnsweringStage: Processor {
    typealias Settings = Void
    static let service = ServiceName.cipherEngine
    static let inputs: [StreamKind] = [.bars]
    static let outputs: [StreamKind] = [.signals]
    private var count = 0.0

    init(shard: Shard, settings: Void) {}
    init(shard: Shard, settings: Void, snapshot: [UInt8]) throws {}
    func snapshot() throws -> [UInt8] { [] }

    mutating func step(
        _ message: Message, from stream: StreamKind, into outbox: inout Outbox
    ) throws(Refusal) {
        guard case .barClosed(let closed) = message.body else { throw Refusal("not a bar") }
        count += 1
        let bar = closed.bar
        let signal = Signal(
            engine: "counting", instrument: bar.instrument, interval: bar.interval, openedAt: bar.openedAt,
            direction: .flat, strength: .zero, reasons: [],
            evidence: [Evidence("count", count), Evidence("open", bar.open.approximation)])
        outbox.emit(.signalEvaluated(SignalEvaluated(signal)), to: .signals)
    }
}
