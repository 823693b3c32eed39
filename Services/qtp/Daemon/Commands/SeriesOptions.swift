import ArgumentParser
import Domain
import Foundation
import Profiles
import ServiceRuntime

/// Text that says how long something takes: `500ms`, `30s`, `1m`, `8h`, `1d`, `1w`, or plain milliseconds.
struct LengthText: ExpressibleByArgument {
    let milliseconds: Int64

    init(milliseconds: Int64) { self.milliseconds = milliseconds }

    init?(argument: String) {
        let units: [(String, Int64)] = [
            ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000), ("w", 604_800_000),
            ("", 1),
        ]
        guard let (suffix, unit) = units.first(where: { argument.hasSuffix($0.0) }),
            let count = Int64(argument.dropLast(suffix.count)), count >= 0, count < 1_000_000_000_000
        else { return nil }
        let (product, overflowed) = count.multipliedReportingOverflow(by: unit)
        guard !overflowed, product < 1 << 50 else { return nil }
        milliseconds = product
    }

    var defaultValueDescription: String { "\(milliseconds) ms" }
}

/// A moment: a date, a date with a time, or milliseconds.
struct MomentText: ExpressibleByArgument {
    let timestamp: Timestamp

    init?(argument: String) {
        if let milliseconds = Int64(argument) {
            timestamp = Timestamp(milliseconds: milliseconds)
            return
        }
        let full = argument.contains("T") ? argument : argument + "T00:00:00Z"
        guard let date = try? Date.ISO8601FormatStyle().parse(full) else { return nil }
        timestamp = Timestamp(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
    }
}

/// Which rows of a file, and where the result goes.
struct SeriesOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("First moment that is read, e.g. 2018-01-01 or milliseconds.", valueName: "time"))
    var from: MomentText?
    @Option(help: ArgumentHelp("First moment that is left out.", valueName: "time"))
    var to: MomentText?
    @Option(help: ArgumentHelp("File to write; standard output when absent.", valueName: "file"))
    var output: String?

    func isWanted(_ time: Timestamp) -> Bool {
        (from.map { $0.timestamp <= time } ?? true) && (to.map { time < $0.timestamp } ?? true)
    }

    func write(_ bytes: [UInt8]) throws {
        guard let output, output != "-" else { return Terminal.show(String(decoding: bytes, as: UTF8.self)) }
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: output), options: .atomic)
        } catch {
            throw ValidationError("\(output) cannot be written: \(error.localizedDescription)")
        }
    }
}

/// When sessions begin.
struct SessionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where sessions begin, after midnight: 13h, or 9h together with --time-zone.", valueName: "length"
        ))
    var sessionOffset = LengthText(milliseconds: 0)
    @Option(
        help: ArgumentHelp(
            "Whose clocks sessions go by, such as America/New_York, with its changes of the clocks; UTC when absent.",
            valueName: "zone"))
    var timeZone: String?

    func clock(_ length: LengthText) throws -> SessionClock {
        guard length.milliseconds > 0 else { throw ValidationError("--session must be longer than nothing.") }
        return SessionClock(
            length: length.milliseconds, offset: sessionOffset.milliseconds, zone: try timeZone.map(Self.zone)
        )
    }

    private static func zone(_ name: String) throws -> ZoneRules {
        guard let file = TimeZoneFile.read(name), let rules = ZoneRules(file: file) else {
            throw ValidationError(
                "There is no time zone \(name); names are such as Europe/London, and need the package tzdata."
            )
        }
        return rules
    }
}
