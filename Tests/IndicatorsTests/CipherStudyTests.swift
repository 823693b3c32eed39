import FoundationEssentials
import Indicators
import TestSupport
import Testing

private let seeds: [UInt64] = [1, 2, .random(in: 0 ... .max)]

/// Bars of a random walk in steps of a tick, so that equal values, bars without range and standstills occur.
private func walk(_ count: Int, seed: UInt64, steps: ClosedRange<Int> = -9...9) -> BarColumns {
    var generator = SeededGenerator(seed: seed)
    var price = 1000
    return BarColumns(
        (0..<count).map { index in
            // A market that stands still for a while.
            let isQuiet = index % 400 > 340
            let open = price
            price = max(10, price + (isQuiet ? 0 : .random(in: steps, using: &generator)))
            let wick = isQuiet ? 0...0 : 0...4
            let high = max(open, price) + .random(in: wick, using: &generator)
            let low = min(open, price) - .random(in: wick, using: &generator)
            return BarValues(
                open: Double(open) / 8, high: Double(high) / 8, low: Double(low) / 8,
                close: Double(price) / 8, volume: Double.random(in: 0...10, using: &generator))
        })
}

/// Parameters of all kinds within their ranges.
private func parameters(seed: UInt64) throws -> CipherParameters {
    var generator = SeededGenerator(seed: seed)
    let texts = CipherParameters.declared.map { parameter in
        let text: String =
            switch parameter.kind {
            case .length: String(Int.random(in: 1...40, using: &generator))
            case .flag: String(Bool.random(using: &generator))
            case .number:
                ["tc_factor", "de_floor", "osc_eps", "price_eps"].contains(parameter.name)
                    ? String(parameter.standard) : String(Double.random(in: -80...80, using: &generator))
            }
        return (name: parameter.name, text: text)
    }
    return CipherParameters(try ParameterValues(texts, of: CipherParameters.declared))
}

@Suite struct `Cipher study` {
    @Test(arguments: seeds)
    func `streaming equals batch to the bit, with any parameters`(seed: UInt64) throws {
        print("seed \(seed)")
        for choice in [CipherParameters(), try parameters(seed: seed)] {
            let bars = walk(1500, seed: seed)
            let columns = CipherStudy(choice).columns(over: bars)
            var streaming = CipherStudy(choice)
            for row in 0..<bars.count {
                let reading = streaming.advance(bars[row])
                guard reading != columns[row] else { continue }
                Issue.record("row \(row)")
                return
            }
            // A batch in two parts goes on where the first one ended.
            var continued = CipherStudy(choice)
            var first = CipherColumns(count: 701)
            continued.advance(over: bars.prefix(701), into: &first)
            #expect((0..<701).allSatisfy { first[$0] == columns[$0] })
            for row in 701..<bars.count { _ = continued.advance(bars[row]) }
            #expect(continued == streaming)
        }
    }

    @Test(arguments: seeds)
    func `what is known of a bar does not depend on what follows it`(seed: UInt64) {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let bars = walk(1200, seed: seed)
        let whole = CipherStudy().columns(over: bars)
        for _ in 0..<1000 {
            let count = Int.random(in: 1...bars.count, using: &generator)
            let cut = CipherStudy().columns(over: bars.prefix(count))
            // The last rows are those that could know too much.
            let rows = max(0, count - 8)..<count
            guard !rows.allSatisfy({ cut[$0] == whole[$0] }) else { continue }
            Issue.record("cut after \(count)")
            return
        }
    }

    @Test(arguments: seeds)
    func `a snapshot at any bar goes on as if nothing had happened`(seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let choice = try parameters(seed: seed)
        var undisturbed = CipherStudy(choice)
        var interrupted = CipherStudy(choice)
        let bars = walk(900, seed: seed)
        for row in 0..<bars.count {
            if Int.random(in: 0..<12, using: &generator) == 0 {
                let bytes = try JSONEncoder().encode(interrupted)
                interrupted = try JSONDecoder().decode(CipherStudy.self, from: bytes)
                #expect(interrupted == undisturbed)
            }
            #expect(interrupted.advance(bars[row]) == undisturbed.advance(bars[row]))
        }
    }

    @Test(arguments: seeds)
    func `a line is withheld exactly as long as its warm-up`(seed: UInt64) throws {
        print("seed \(seed)")
        for choice in [CipherParameters(), try parameters(seed: seed)] {
            let bars = walk(300, seed: seed)
            let columns = CipherStudy(choice).columns(over: bars)
            for line in CipherLine.allCases {
                let first = (0..<bars.count).first { !columns[$0][line].isNaN }
                let warmUp = choice.warmUp(of: line)
                if line.isTurningPoint {
                    #expect(first ?? warmUp >= warmUp, "\(line.name)")
                } else {
                    #expect(first == warmUp, "\(line.name)")
                    #expect((warmUp..<bars.count).allSatisfy { !columns[$0][line].isNaN }, "\(line.name)")
                }
            }
            #expect((0..<bars.count).first { columns[$0].isKnown } == choice.warmUp)
        }
    }

    @Test func `the start is forgotten after the convergence length`() {
        let bars = walk(3000, seed: 5)
        let long = CipherStudy().columns(over: bars)
        let start = 700
        var late = CipherStudy()
        for row in start..<bars.count {
            let reading = late.advance(bars[row])
            guard row - start >= CipherParameters().convergence else { continue }
            for line in CipherLine.allCases where !line.isTurningPoint {
                #expect(abs(reading[line] - long[row][line]) < 1e-6, "\(line.name) of row \(row)")
            }
        }
    }

    @Test(arguments: seeds)
    func `adversarial bars give numbers or nothing, never a trap`(seed: UInt64) throws {
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let extremes: [Double] = [
            BarVerdict.smallest, BarVerdict.largest, 1e-300, 1e300, .infinity, .nan, -1, 0, .ulpOfOne, 1,
            1 + .ulpOfOne,
            .leastNonzeroMagnitude, .greatestFiniteMagnitude, 100, 100.01,
        ]
        for choice in [CipherParameters(), try parameters(seed: seed)] {
            var study = CipherStudy(choice)
            var taken = 0
            for time in 0..<20_000 {
                let values = (0..<5).map { _ in extremes.randomElement(using: &generator) ?? 1 }
                let close = values[3].isNaN ? 1 : values[3]
                let bar =
                    Bool.random(using: &generator)
                    ? BarValues(
                        open: values[0], high: values[1], low: values[2], close: values[3], volume: values[4])
                    : BarValues(open: close, high: max(close, 2), low: min(close, 2), close: 2, volume: 1)
                guard BarVerdict(bar, at: Int64(time), after: nil) == .accepted else { continue }
                let reading = study.advance(bar)
                taken += 1
                for line in CipherLine.allCases where !line.isTurningPoint {
                    let isKnown = taken > choice.warmUp(of: line)
                    guard reading[line].isFinite == isKnown else {
                        Issue.record("\(line.name) is \(reading[line]) after \(taken) bars")
                        return
                    }
                }
            }
            #expect(taken > 1000)
        }
    }

    @Test func `names what it was made with`() {
        var other = CipherParameters()
        #expect(other.fingerprint == CipherParameters().fingerprint)
        other.set("stoch_len", to: 15)
        #expect(other.fingerprint != CipherParameters().fingerprint)
        #expect(other.values.first { $0.name == "stoch_len" }?.value == 15)
    }
}
