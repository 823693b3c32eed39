/// Something that a person should look at, and the paragraph of docs/runbook.md that says what to do.
///
/// As the alerts judge, but of one moment: what an alert lets pass for a minute is told at once.
public struct SuiteHint: Sendable, Equatable, Codable {
    /// The runbook's paragraphs.
    public enum Entry: String, Sendable, Codable, CaseIterable {
        case shardsWithoutOwner = "ShardsWithoutOwner"
        case notReady = "ServiceNotReady"
        case lagGrows = "LagGrows"
        case commandsWait = "CommandsWait"
        case deadLetters = "DeadLetters"
    }

    /// What to read.
    public let runbook: Entry
    /// What is wrong, in a sentence.
    public let text: String

    /// As the alerts have them.
    private static let secondsBehind = 30.0
    private static let secondsUnfinished = 60.0

    static func all(
        of services: [SuitePicture.Service], shards: Int, isDatabaseThere: Bool
    ) -> [SuiteHint] {
        var hints: [SuiteHint] = []
        for service in services where service.shards < shards {
            let missing = shards - service.shards
            hints.append(
                SuiteHint(
                    runbook: .shardsWithoutOwner,
                    text: "\(missing) of \(shards) shards of \(service.service) have no owner"))
        }
        if services.isEmpty {
            hints.append(
                SuiteHint(runbook: .shardsWithoutOwner, text: "no service has ever begun on this Redis"))
        }
        if !isDatabaseThere {
            hints.append(SuiteHint(runbook: .notReady, text: "PostgreSQL does not answer"))
        }
        for service in services where service.secondsBehind > secondsBehind {
            hints.append(
                SuiteHint(
                    runbook: .lagGrows,
                    text: "\(service.service) is \(Int(service.secondsBehind)) s behind"))
        }
        for service in services {
            guard let age = service.oldestPendingSeconds, age > secondsUnfinished else { continue }
            hints.append(
                SuiteHint(
                    runbook: .commandsWait,
                    text: "a command has waited for \(service.service) for \(Int(age)) s"))
        }
        for service in services where service.deadLetters > 0 {
            hints.append(
                SuiteHint(
                    runbook: .deadLetters,
                    text: "\(service.service) could not take \(service.deadLetters) entries: qtp dead list"))
        }
        return hints
    }
}
