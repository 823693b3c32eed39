import CipherEngineCore
import Domain
import Messages
import Pipeline
import TestSupport
import Testing

@Suite(.enabled(if: GoldenVectors.areThere, "the reference data is not beside the repository"))
struct `Cipher engine on dirty input` {
    @Test func `takes, passes over and refuses what the reference does, and is then equal to it`() throws {
        let input = try GoldenVectors.columns("vectors/cipher/dirty_input.csv.gz")
        let verdicts = try #require(input["verdict"])
        var engine = CipherEngine(shard: Shard(0), settings: CipherSettings())
        var answers: [Signal] = []
        for (row, verdict) in verdicts.enumerated() {
            // Prices that are no numbers cannot even become a bar.
            guard let bar = bar(input, row) else {
                #expect(verdict == "not_finite")
                continue
            }
            var outbox = Outbox()
            var isRefused = false
            do throws(Refusal) {
                try engine.step(Message(.barClosed(BarClosed(bar))), from: .bars, into: &outbox)
            } catch {
                isRefused = true
            }
            #expect(isRefused == (verdict != "ok" && verdict != "not_after_previous"), "row \(row)")
            #expect(outbox.items.count == (verdict == "ok" ? 1 : 0), "row \(row)")
            for case .signalEvaluated(let answer) in outbox.items.map(\.body) {
                answers.append(answer.signal)
            }
        }
        let accepted = try GoldenVectors.columns("vectors/cipher/dirty_accepted.csv.gz")
        for name in ["wt1", "wt2", "rsi", "rsi_mfi"] {
            let cells = try #require(accepted[name])
            #expect(cells.count == answers.count)
            for (cell, answer) in zip(cells, answers) {
                let value = answer.evidence.first { $0.name == name }?.value
                guard let expected = Double(cell) else {
                    #expect(value == nil)
                    continue
                }
                #expect(abs((value ?? .nan) - expected) <= 1e-9 + 1e-9 * abs(expected))
            }
        }
    }

    /// The row on the minute's grid, off which the recording lies; nil when a cell is no decimal number.
    private func bar(_ input: [String: [Substring]], _ row: Int) -> Bar? {
        let prices = ["open", "high", "low", "close"].compactMap {
            input[$0].flatMap { Price(String($0[row])) }
        }
        guard prices.count == 4, let time = input["open_time_ms"].flatMap({ Int64($0[row]) }),
            let volume = input["volume"].flatMap({ Quantity(String($0[row])) })
        else { return nil }
        return Bar(
            instrument: InstrumentID(venue: "sim", symbol: "X"), interval: .oneMinute,
            openedAt: Interval.oneMinute.start(of: Timestamp(milliseconds: time)), open: prices[0],
            high: prices[1], low: prices[2], close: prices[3], volume: volume)
    }
}
