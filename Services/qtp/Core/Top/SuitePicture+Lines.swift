extension SuitePicture {
    /// The picture as lines of text that fit a screen.
    ///
    /// - Parameters:
    ///   - width: Characters of a line; what is longer is cut.
    ///   - height: Lines; what does not fit is left out from the end.
    /// - Returns: The lines; hints come before the details.
    public func lines(width: Int = .max, height: Int = .max) -> [String] {
        var lines = ["Quantum Trader Pro   \(shards) shards   \(jobsText)", ""]
        lines += hints.map { "! \($0.text) (\($0.runbook.rawValue) in docs/runbook.md)" }
        if !hints.isEmpty { lines.append("") }
        lines += table
        if let trading { lines += [""] + trading.lines }
        return lines.prefix(height).map { String($0.prefix(width)) }
    }

    private var jobsText: String {
        let age = jobs.oldestWaitingSeconds.map { ", the oldest for \($0) s" } ?? ""
        return "jobs: \(jobs.running) running, \(jobs.waiting) waiting\(age)"
    }

    private var table: [String] {
        var rows: [[String]] = []
        for service in services {
            rows.append([
                service.service, "\(service.shards)", "\(service.instances.count)", Self.text(service.lag),
                "\(Int(service.secondsBehind)) s", Self.text(service.perSecond), "\(service.pending)",
                service.oldestPendingSeconds.map { "\(Int($0)) s" } ?? "", "\(service.deadLetters)",
            ])
            // One that has taken all says nothing that its service does not say.
            for stream in service.streams where stream.lag != 0 {
                rows.append([
                    "  \(stream.stream)", "", "", Self.text(stream.lag), "", Self.text(stream.perSecond), "",
                    "", "",
                ])
            }
        }
        return TextTable.lines(
            ["service", "shards", "replicas", "lag", "behind", "per s", "pending", "oldest", "dead"], rows)
    }

    private static func text(_ number: Int?) -> String { number.map(String.init) ?? "?" }

    private static func text(_ number: Double?) -> String {
        guard let number else { return "" }
        // Below ten a rounded number would hide most of what there is.
        guard number < 10 else { return "\(Int(number.rounded()))" }
        let tenths = Int((number * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}

extension SuitePicture.Trading {
    fileprivate var lines: [String] {
        var lines = [
            "newest decisions   \(Self.text(decisions))", "newest orders      \(Self.text(orders))", "",
        ]
        lines += TextTable.lines(
            ["position", "quantity", "at", "profit"],
            holdings.map { [$0.instrument, $0.quantity, $0.mark, $0.profit] }
                + [["all, after fees", "", "", profit]])
        return lines
    }

    private static func text(_ counts: [SuitePicture.Count]) -> String {
        counts.isEmpty ? "none" : counts.map { "\($0.name) \($0.count)" }.joined(separator: "   ")
    }
}
