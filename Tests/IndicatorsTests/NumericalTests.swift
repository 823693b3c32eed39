import Foundation
import Indicators
import Testing

/// Where a running total would have lost its digits.
@Suite struct `Windows` {
    @Test func `keep the digits of cents on a price of a million`() {
        var bands = BollingerBands(length: 20)
        var line = LinearRegression(length: 20)
        var last: Bands?
        var fit: RegressionLine?
        for index in 0..<1000 {
            let value = 1e6 + (index.isMultiple(of: 2) ? 0.01 : 0)
            last = bands.update(value)
            fit = line.update(1e6 + 0.01 * Double(index))
        }
        #expect(abs((last.map { $0.upper - $0.middle } ?? 0) - 0.01) < 1e-9)
        #expect(abs((fit?.slope ?? 0) - 0.01) < 1e-9)
    }

    @Test func `forget a spike that has left`() {
        var deviation = StandardDeviation(length: 10)
        var last: Double?
        for index in 0..<100 {
            last = deviation.update(index == 50 ? 1e12 : (index.isMultiple(of: 2) ? 1 : 2))
        }
        #expect(abs((last ?? 0) - 0.5) < 1e-15)
    }

    @Test func `of a market that does not move have no deviation at all`() {
        var bands = BollingerBands(length: 20)
        for _ in 0..<100 {
            guard let now = bands.update(0.1) else { continue }
            #expect(now.upper == 0.1 && now.middle == 0.1 && now.lower == 0.1)
        }
    }
}

@Suite struct `The logarithm of returns` {
    @Test func `is that of the C library to the last digits`() {
        // Volatility of a series with two alternating returns r and -r has a closed form.
        for ratio in [1.0000001, 1.01, 1.5, 3, 1e3, 1e40] {
            var volatility = RealizedVolatility(length: 2, periods: 1)
            for value in [1, ratio] { _ = volatility.update(value) }
            let result = volatility.update(1) ?? .nan
            let expected = log(ratio) * 2.0.squareRoot()
            // The quotient of two prices is itself rounded.
            #expect(abs(result - expected) < 1e-15 + 1e-14 * expected, "\(ratio)")
        }
    }
}
