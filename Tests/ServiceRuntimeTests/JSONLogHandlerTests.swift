import FoundationEssentials
import Logging
import Synchronization
import Testing

@testable import ServiceRuntime

@Suite struct `A log line` {
    private final class Lines: Sendable {
        let bytes = Mutex<[UInt8]>([])
    }

    private struct Line: Decodable {
        let ts, level, service, instance, message: String
        let trace: String?
        let metadata: Metadata?
        struct Metadata: Decodable {
            let shard: String
            let nested: [String]
        }
    }

    private func logger(into lines: Lines, level: Logger.Level = .info) -> Logger {
        Logger(label: "test") { _ in
            JSONLogHandler(
                service: "router", instance: "i\"1", level: level,
                output: LogOutput { line in lines.bytes.withLock { $0 += line } },
                now: { Date(timeIntervalSince1970: 1_500_000_000.25) })
        }
    }

    @Test func `is one line of JSON, whatever the text`() throws {
        let lines = Lines()
        logger(into: lines).warning(
            "tab\there\nand \u{1} a \"quote\"",
            metadata: ["shard": "s01", "nested": ["a", "b\\"], "trace": "00-1-2-01"])
        let bytes = lines.bytes.withLock { $0 }
        #expect(bytes.filter { $0 == UInt8(ascii: "\n") }.count == 1 && bytes.last == UInt8(ascii: "\n"))
        let line = try JSONDecoder().decode(Line.self, from: Data(bytes))
        #expect(line.ts == "2017-07-14T02:40:00.250Z" && line.level == "warning")
        #expect(line.service == "router" && line.instance == "i\"1")
        #expect(line.message == "tab\there\nand \u{1} a \"quote\"")
        #expect(line.trace == "00-1-2-01")
        #expect(line.metadata?.shard == "s01" && line.metadata?.nested == ["a", "b\\"])
    }

    @Test func `below the level is not written`() {
        let lines = Lines()
        logger(into: lines, level: .error).info("quiet")
        #expect(lines.bytes.withLock { $0.isEmpty })
    }
}
