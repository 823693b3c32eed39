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
}
