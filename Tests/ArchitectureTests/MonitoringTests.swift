import Foundation
import Testing

/// Metrics, alert rules, dashboards and the runbook speak of the same things.
@Suite struct Monitoring {
    private static let help = "Shared/ServiceRuntime/Metrics/MetricHelp.swift"

    private static func explained() throws -> Set<String> {
        Set(try Repository.text(help).matches(of: /"([a-z_]+)":/).map { String($0.1) })
    }

    /// The metrics that expressions speak of; parts of a histogram count as the histogram.
    private static func used(in text: String) -> Set<String> {
        let names = text.matches(of: /\b(?:qtp|http_server|process)_[a-z_]+/).map { String($0.0) }
        return Set(names.map { $0.replacing(/_(bucket|sum|count)$/, with: "") })
    }

    @Test func `explains every metric that the sources export`() throws {
        let explained = try Self.explained()
        for source in try Repository.sources(under: "Services") + Repository.sources(under: "Shared") {
            for match in source.text.matches(of: /label: "(qtp_[a-z_]+)"/) {
                #expect(explained.contains(String(match.1)), "\(match.1) of \(source.path)")
            }
        }
    }

    @Test(arguments: ["deploy/prometheus/alerts.yaml", "deploy/grafana/dashboards/suite.json"])
    func `asks only for metrics that exist`(file: String) throws {
        let text = try Repository.text(file)
        let expressions = text.matches(of: /(?:"expr": "|expr: )([^\n]+(?:\n {10}[^\n]+)*)/)
        #expect(expressions.count > 10)
        let unknown = Self.used(in: expressions.map { String($0.1) }.joined(separator: "\n"))
            .subtracting(try Self.explained())
        #expect(unknown.isEmpty)
    }

    @Test func `says for every alert what to do`() throws {
        let runbook = try Repository.text("docs/runbook.md")
        let rules = try Repository.text("deploy/prometheus/alerts.yaml")
        let alerts = rules.matches(of: /- alert: (\w+)/).map { String($0.1) }
        #expect(alerts.count > 5)
        for alert in alerts {
            #expect(runbook.contains("\n### \(alert)\n"), "\(alert) has no paragraph")
            #expect(rules.contains("runbook: docs/runbook.md#\(alert.lowercased())"), "\(alert)")
        }
    }

    @Test func `says for every hint of the terminal what to do`() throws {
        let runbook = try Repository.text("docs/runbook.md")
        let hints = try Repository.text("Services/qtp/Core/Top/SuiteHint.swift")
        let entries = hints.matches(of: /case \w+ = "(\w+)"/).map { String($0.1) }
        #expect(entries.count > 3)
        for entry in entries { #expect(runbook.contains("\n### \(entry)\n"), "\(entry) has no paragraph") }
    }

    @Test func `tests every alert`() throws {
        let tests = try Repository.text("deploy/prometheus/alerts_test.yaml")
        let rules = try Repository.text("deploy/prometheus/alerts.yaml")
        for match in rules.matches(of: /- alert: (\w+)/) {
            #expect(tests.contains("alertname: \(match.1)\n"), "\(match.1)")
        }
    }
}
