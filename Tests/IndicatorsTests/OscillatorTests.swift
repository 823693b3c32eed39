import Indicators
import Testing

@Suite struct `Oscillators` {
    @Test(
        arguments: zip([[1.0, 1, 1, 1], [1, 2, 3, 4], [4, 3, 2, 1], [2, 3, 2, 2]], [100.0, 100, 0, 50]))
    func `relative strength is 100 without losses, 0 without gains`(closes: [Double], expected: Double) {
        var index = RelativeStrengthIndex(length: 3)
        for close in closes.dropLast() { #expect(index.update(close) == nil) }
        #expect(index.update(closes[3]) == expected)
    }

    @Test func `WaveTrend of a flat market is zero, not noise`() throws {
        var wave = WaveTrend(channel: 9, average: 12, signal: 3)
        var last: WaveTrend.Reading?
        for _ in 0..<200 { last = wave.update(high: 0.1, low: 0.1, close: 0.1) }
        let reading = try #require(last)
        #expect(reading.wt1 == 0)
        #expect(reading.wt2 == 0)
    }

    @Test func `money flow takes a bar without range as neither up nor down`() {
        var flow = MoneyFlow(period: 2, multiplier: 150, offset: 2.5)
        #expect(flow.update(open: 5, high: 5, low: 5, close: 5) == nil)
        #expect(flow.update(open: 1, high: 3, low: 1, close: 3) == 72.5)
    }

    @Test func `a cross needs a difference beyond the tolerance on both sides`() {
        var cross = CrossDetector(tolerance: 1e-9)
        let moments: [(Double, CrossDetector.Cross?)] = [
            (1e-3, nil), (1e-10, nil), (1e-3, .up), (2e-3, nil), (-1e-10, nil), (-1e-3, .down), (1e-3, .up),
            (-1e-3, .down),
        ]
        for (difference, expected) in moments { #expect(cross.update(difference, 0) == expected) }
    }
}

@Suite struct `Divergences` {
    /// An oscillator's values and one price for high and low alike.
    private func findings(_ bars: [(value: Double, price: Double)]) -> [DivergenceDetector.Finding] {
        var detector = DivergenceDetector(topLimit: 45, bottomLimit: -65)
        return bars.map {
            detector.update(DivergenceDetector.Sample(value: $0.value, high: $0.price, low: $0.price))
        }
    }

    @Test func `a lower low with a higher bottom is bullish, two bars after the turn`() {
        let found = findings([
            (-60, 50), (-70, 45), (-80, 40), (-70, 45), (-60, 50), (-65, 45), (-70, 39), (-66, 44), (-60, 50),
        ])
        #expect(found.map(\.isBullish) == [false, false, false, false, false, false, false, false, true])
        #expect(found.allSatisfy { !$0.isBearish })
        #expect(found.last?.previousBottom?.value == -80)
    }

    @Test func `a higher high with a lower top is bearish`() {
        let found = findings([(1, 1), (2, 2), (60, 60), (2, 2), (1, 1), (2, 2), (50, 61), (2, 2), (1, 1)])
        #expect(found.last?.isBearish == true)
    }

    @Test(arguments: [(-70.0, 40.0), (-80, 39), (-64, 39)])
    func `an equal low, an equal bottom and a turn beyond the limit are none`(value: Double, price: Double) {
        let found = findings([
            (-60, 50), (-70, 45), (-80, 40), (-70, 45), (-60, 50), (-62, 45), (value, price), (-63, 44),
            (-60, 50),
        ])
        #expect(found.allSatisfy { !$0.isBullish })
    }
}
