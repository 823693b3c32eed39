import Domain
import Indicators

/// One instrument's bars of one interval, and what the study makes of them.
struct CipherSeries: Sendable, Codable {
    let interval: Interval
    private(set) var lastOpenedAt = Timestamp.distantPast
    private var study: CipherStudy
    /// The version of the study's parameters, as a number.
    private let parameters: Double
    /// After the last bar, and after the one before; nil until every line was known.
    private var (bias, olderBias): (CipherBias?, CipherBias?) = (nil, nil)

    init(interval: Interval, parameters: CipherParameters) {
        self.interval = interval
        study = CipherStudy(parameters)
        self.parameters = Double(parameters.fingerprint)
    }

    /// Takes a bar that is newer than the last.
    mutating func take(_ bar: Bar) -> CipherReading {
        lastOpenedAt = bar.openedAt
        let reading = study.advance(bar.values)
        if reading.isKnown {
            olderBias = bias
            bias = CipherBias(since: bar.openedAt + interval, reading)
        }
        return reading
    }

    /// Which way the series leaned at a moment, of bars that had closed by then; nil while unknown.
    ///
    /// Never looks ahead: a bar that closes later than the moment does not count, whenever it arrives.
    func votes(at moment: Timestamp) -> Int? {
        if let bias, bias.since <= moment { return bias.votes }
        if let olderBias, olderBias.since <= moment { return olderBias.votes }
        return nil
    }

    /// The numbers behind an opinion: every line that is known, in the order of the lines, and the parameters' version.
    func evidence(of reading: CipherReading, higher: [(interval: Interval, votes: Int)]) -> [Evidence] {
        CipherLine.allCases.filter { !reading[$0].isNaN }.map { Evidence($0.name, reading[$0]) }
            + higher.map { Evidence("bias_\($0.interval.rawValue)", Double($0.votes)) }
            + [Evidence("parameters", parameters)]
    }
}

extension Bar {
    /// The bar as analysis sees it.
    fileprivate var values: BarValues {
        BarValues(
            open: open.approximation, high: high.approximation, low: low.approximation,
            close: close.approximation, volume: volume.approximation)
    }
}
