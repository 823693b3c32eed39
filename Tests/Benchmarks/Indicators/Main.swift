import Foundation
import Indicators

/// Runs indicators on request, so that a driver can time them in turn with others in the same minute.
///
/// Usage: `indicator-bench FILE ROWS`, where FILE holds open, high, low, close and volume of ROWS bars, column after
/// column, as native doubles. Each line of standard input is a name; the answer is how many nanoseconds a batch of it
/// took. `indicator-bench soak BARS` runs all of them bar by bar instead, and fails if they need more memory with time.
/// `dump NAME PATH` writes its columns to a file and answers how many there are; `stream NAME` times the
/// streaming form.
@main enum Main {
    static func main() {
        guard CommandLine.arguments.count == 3 else { exit(64) }
        if CommandLine.arguments[1] == "soak", let count = Int(CommandLine.arguments[2]) {
            return soak(count)
        }
        guard let rows = Int(CommandLine.arguments[2]),
            let bytes = FileManager.default.contents(atPath: CommandLine.arguments[1])
        else { exit(64) }
        let numbers = bytes.withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
        let columns = (0..<5).map { Array(numbers[$0 * rows..<($0 + 1) * rows]) }
        let bars = BarColumns(
            open: columns[0], high: columns[1], low: columns[2], close: columns[3], volume: columns[4])
        let values = (0..<rows).map { bars[$0] }
        let cases = Dictionary(uniqueKeysWithValues: Candidate.all.map { ($0.name, $0) })
        while let line = readLine() {
            let words = line.split(separator: " ").map(String.init)
            guard let candidate = cases[words[words.count == 1 ? 0 : 1]] else { exit(1) }
            switch words[0] {
            case "dump":
                let columns = candidate.columns(bars)
                var data = Data()
                for column in columns { column.withUnsafeBytes { data.append(contentsOf: $0) } }
                _ = FileManager.default.createFile(atPath: words[2], contents: data)
                answer(columns.count)
            case "stream": answer(time { candidate.stream(values) })
            default: answer(time { candidate.batch(bars) })
            }
        }
    }

    /// Streams made-up bars through every indicator; exits 1 if resident memory grew after the first tenth.
    private static func soak(_ count: Int) {
        let runs = Candidate.all.map { $0.start() }
        var close = 100.0
        var bits: UInt64 = 1
        var early = 0
        for row in 0..<count {
            bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let open = close
            close = max(1, open + Double(bits >> 40) / Double(1 << 24) - 0.5)
            let bar = BarValues(
                open: open, high: max(open, close) + 0.25, low: min(open, close) - 0.25, close: close,
                volume: Double(bits >> 60))
            for run in runs { run(bar) }
            if row == count / 10 { early = residentKilobytes() }
        }
        let late = residentKilobytes()
        print(
            "\(runs.count) indicators over \(count) bars: \(early) KiB resident after a tenth, \(late) KiB at the end"
        )
        // Less than one byte a bar for all of them together: anything kept for a bar would be more.
        exit(late - early > max(256, count / 1000) ? 1 : 0)
    }

    private static func residentKilobytes() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return line.split(separator: " ").compactMap { Int($0) }.first ?? 0
    }

    private static func time(_ work: () -> Int) -> Int {
        let start = ContinuousClock.now
        let rows = work()
        let taken = ContinuousClock.now - start
        precondition(rows >= 0)
        return Int(taken / .nanoseconds(1))
    }

    private static func answer(_ number: Int) {
        FileHandle.standardOutput.write(Data("\(number)\n".utf8))
    }
}
