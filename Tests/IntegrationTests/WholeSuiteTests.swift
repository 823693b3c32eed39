import Foundation
import ServerSupport
import Testing

/// The suite as an operator starts it: every daemon a process of its own, over two weeks of the bundled recording.
@Suite(.serialized, .timeLimit(.minutes(10))) struct `The whole suite` {
    private struct Summary: Decodable {
        let bars: Int
        let decisions: Int
        let signals: Int
        let fills: Int
        let deadLetters: Int
        let isIdenticalToReplay: Bool?
        let restarts: Int
        let denials: [String]
    }

    /// Runs `qtp` to its end, and gives its exit code, all it said, and the summary on its last line.
    private func run(_ arguments: [String]) async throws -> (code: Int32, output: String, summary: Summary?) {
        let folder = "/tmp/qtp-suite-\(UInt32.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let outcome = try await Program.run(Program.path(of: "qtp"), arguments + ["--dir", folder])
        let last = outcome.output.split(separator: "\n").last { $0.hasPrefix("{") } ?? ""
        return (
            outcome.status, outcome.output, try? JSONDecoder().decode(Summary.self, from: Data(last.utf8))
        )
    }

    @Test(arguments: [1, 3])
    func `records byte for byte what a replay in one process gives`(replicas: Int) async throws {
        let range = ["--from", "2018-01-01", "--to", "2018-01-15"]
        let (code, output, summary) = try await run(
            ["demo", "--once", "--verify", "--plain", "--replicas", "\(replicas)"] + range)
        #expect(code == 0, "\(output)")
        let found = try #require(summary, "\(output)")
        #expect(found.isIdenticalToReplay == true)
        #expect(found.bars == 2 * 14 * 48)
        #expect(found.signals == 4 * found.decisions)
        #expect(found.decisions == found.bars + found.bars / 8)
        #expect(found.fills > 0)
        #expect(found.deadLetters == 0)
        #expect(found.restarts == 0)
        #expect(found.denials.isEmpty)
    }

    @Test func `loses and doubles nothing while its processes are killed and paused`() async throws {
        let seed = UInt64.random(in: 0...1_000_000_000)
        print("seed \(seed)")
        let (code, output, summary) = try await run([
            "chaos", "--seed", "\(seed)", "--replicas", "2", "--from", "2018-01-01", "--to", "2018-02-01",
        ])
        #expect(code == 0, "seed \(seed): \(output)")
        let found = try #require(summary, "\(output)")
        #expect(found.isIdenticalToReplay == true)
        #expect(found.restarts > 10)
        #expect(found.denials.isEmpty)
    }
}
