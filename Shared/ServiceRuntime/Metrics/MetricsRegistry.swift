public import CoreMetrics
import Synchronization

/// All metrics of this process, in Prometheus' model.
///
/// One per process, given to `MetricsSystem.bootstrap`.
///
/// Timers become histograms in seconds, aggregating recorders become histograms, the rest are counters and gauges.
public final class MetricsRegistry: MetricsFactory {
    private let families = Mutex<[String: Family]>([:])

    /// Metrics of one name; they differ in labels.
    struct Family {
        let kind: Kind
        var members: [[Label]: any Sample] = [:]
    }
    enum Kind: String {
        case counter, gauge, histogram
    }
    struct Label: Hashable {
        let name: String
        let value: String
    }

    /// No metrics yet.
    public init() {}

    /// A counter; its name ends in `_total`.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        member(Self.name(label, suffix: "_total"), .counter, dimensions) { CounterSample() }
    }

    /// A counter; its name ends in `_total`.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        member(Self.name(label, suffix: "_total"), .counter, dimensions) { CounterSample() }
    }

    /// A gauge.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        member(Self.name(label), .gauge, dimensions) { GaugeSample() }
    }

    /// A histogram of sizes where values are aggregated, else a gauge.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool)
        -> any RecorderHandler
    {
        guard aggregate else { return member(Self.name(label), .gauge, dimensions) { GaugeSample() } }
        return member(Self.name(label), .histogram, dimensions) {
            HistogramSample(bounds: HistogramSample.sizes)
        }
    }

    /// A histogram of seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        member(Self.name(label, suffix: "_seconds"), .histogram, dimensions) {
            HistogramSample(bounds: HistogramSample.seconds)
        }
    }

    // A metric stays until the process ends: a counter that vanished and came back would look like a restart.
    /// Keeps it.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// Keeps it.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    /// Keeps it.
    public func destroyMeter(_ handler: any MeterHandler) {}
    /// Keeps it.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Keeps it.
    public func destroyTimer(_ handler: any TimerHandler) {}

    /// Prometheus' text format, version 0.0.4, sorted by name and labels.
    public func prometheusText(extra: String = "") -> String {
        let families = families.withLock { $0 }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            if let help = MetricHelp.texts[name] { text += "# HELP \(name) \(help)\n" }
            text += "# TYPE \(name) \(family.kind.rawValue)\n"
            let members = family.members.map { (labels: Self.rendered($0.key), sample: $0.value) }
            for member in members.sorted(by: { $0.labels < $1.labels }) {
                text += member.sample.rendered(name: name, labels: member.labels)
            }
        }
        return text + extra
    }

    /// The sample of this name and these labels.
    ///
    /// One name has one kind: a second kind is a fault in the program.
    private func member<Value: Sample>(
        _ name: String, _ kind: Kind, _ dimensions: [(String, String)], make: () -> Value
    ) -> Value {
        let labels = dimensions.map { Label(name: Self.name($0.0), value: $0.1) }
        return families.withLock { families in
            let family = families[name] ?? Family(kind: kind)
            if let known = family.members[labels] {
                guard let value = known as? Value else {
                    preconditionFailure("\(name) is two kinds of metric")
                }
                return value
            }
            precondition(family.kind == kind, "\(name) is two kinds of metric")
            let value = make()
            families[name, default: family].members[labels] = value
            return value
        }
    }

    private static func name(_ label: String, suffix: String = "") -> String {
        let text = String(label.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        return text.hasSuffix(suffix) ? text : text + suffix
    }

    private static func rendered(_ labels: [Label]) -> String {
        labels.map { label in
            let value = label.value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
                .replacing("\n", with: "\\n")
            return "\(label.name)=\"\(value)\""
        }.joined(separator: ",")
    }
}
