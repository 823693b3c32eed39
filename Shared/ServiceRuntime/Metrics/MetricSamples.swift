import CoreMetrics
import Synchronization

/// One metric with its labels.
protocol Sample: AnyObject, Sendable {
    /// The lines of Prometheus' text format.
    func rendered(name: String, labels: String) -> String
}

extension Sample {
    func line(_ name: String, _ labels: String, _ value: Double) -> String {
        let number =
            switch value {
            // Written as Prometheus reads them; Swift has other words.
            case _ where value.isNaN: "NaN"
            case .infinity: "+Inf"
            case -.infinity: "-Inf"
            case _ where value == value.rounded() && value.magnitude < 1e15: String(Int64(value))
            default: value.description
            }
        return labels.isEmpty ? "\(name) \(number)\n" : "\(name){\(labels)} \(number)\n"
    }
}

final class CounterSample: Sample, CounterHandler, FloatingPointCounterHandler {
    private let value = Mutex(0.0)
    func increment(by amount: Int64) { value.withLock { $0 += Double(amount) } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func reset() { value.withLock { $0 = 0 } }
    func rendered(name: String, labels: String) -> String { line(name, labels, value.withLock { $0 }) }
}

final class GaugeSample: Sample, MeterHandler, RecorderHandler {
    private let value = Mutex(0.0)
    func set(_ new: Int64) { value.withLock { $0 = Double(new) } }
    func set(_ new: Double) { value.withLock { $0 = new } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ new: Int64) { set(new) }
    func record(_ new: Double) { set(new) }
    func rendered(name: String, labels: String) -> String { line(name, labels, value.withLock { $0 }) }
}

final class HistogramSample: Sample, RecorderHandler, TimerHandler {
    /// From a tenth of a hop through the bus to a stuck dependency.
    static let seconds = [
        0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
    /// Counts of entries and bytes, by powers of four.
    static let sizes: [Double] = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144]

    private struct State {
        /// One more than there are bounds; the last counts what lies above all of them.
        var counts: [Int]
        var sum = 0.0
    }
    private let bounds: [Double]
    private let state: Mutex<State>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock {
            $0.counts[bucket] += 1
            $0.sum += value
        }
    }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func rendered(name: String, labels: String) -> String {
        let state = state.withLock { $0 }
        let separator = labels.isEmpty ? "" : ","
        var text = ""
        var below = 0
        for (index, count) in state.counts.enumerated() {
            below += count
            let bound = index < bounds.count ? Self.text(bounds[index]) : "+Inf"
            text += line("\(name)_bucket", "\(labels)\(separator)le=\"\(bound)\"", Double(below))
        }
        return text + line("\(name)_sum", labels, state.sum) + line("\(name)_count", labels, Double(below))
    }

    private static func text(_ bound: Double) -> String {
        bound == bound.rounded() ? String(Int64(bound)) : bound.description
    }
}
