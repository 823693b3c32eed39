import Indicators

/// The Cipher B indicators over one series of bars, and the dots they draw.
///
/// Every dot belongs to the bar on which it becomes known. (A chart draws divergence dots two bars to the
/// left, at the turning point.)
package struct CipherStudy: Sendable, Equatable, Codable {
    /// One bar's prices, as indicators see them.
    package struct Prices: Sendable {
        package let open: Double
        package let high: Double
        package let low: Double
        package let close: Double
        package init(open: Double, high: Double, low: Double, close: Double) {
            self.open = open
            self.high = high
            self.low = low
            self.close = close
        }
    }

    /// What the study knows after a bar; lines are nil until their window is complete.
    package struct Reading: Sendable, Equatable {
        package let wt1: Double?
        package let wt2: Double?
        package let relativeStrength: Double?
        package let moneyFlow: Double?
        /// In the order of ``CipherDot``'s cases.
        package let dots: [CipherDot]

        /// Whether every line is known.
        package var isComplete: Bool {
            wt1 != nil && wt2 != nil && relativeStrength != nil && moneyFlow != nil
        }
    }

    private var waveTrend: WaveTrend
    private var relativeStrength: RelativeStrengthIndex
    private var moneyFlow: MoneyFlow
    private var cross: CrossDetector
    private var divergences: [DivergenceDetector]

    package init(_ settings: CipherSettings) {
        waveTrend = WaveTrend(
            channel: settings.waveTrendChannel, average: settings.waveTrendAverage,
            signal: settings.waveTrendSignal)
        relativeStrength = RelativeStrengthIndex(length: settings.relativeStrengthLength)
        moneyFlow = MoneyFlow(
            period: settings.moneyFlowPeriod, multiplier: settings.moneyFlowMultiplier,
            offset: settings.moneyFlowOffset)
        cross = CrossDetector()
        divergences = settings.divergenceRanges.map {
            DivergenceDetector(topLimit: $0.topLimit, bottomLimit: $0.bottomLimit)
        }
    }

    /// Takes the next bar.
    package mutating func update(_ bar: Prices, _ settings: CipherSettings) -> Reading {
        let wave = waveTrend.update(high: bar.high, low: bar.low, close: bar.close)
        let strength = relativeStrength.update(bar.close)
        let flow = moneyFlow.update(open: bar.open, high: bar.high, low: bar.low, close: bar.close)
        var seen: Set<CipherDot> = []
        if let wt1 = wave.wt1, let wt2 = wave.wt2 {
            seen.formUnion(crossDots(wt1, wt2, settings))
            let sample = DivergenceDetector.Sample(
                value: wt2, high: bar.high, low: bar.low, companion: strength)
            seen.formUnion(divergenceDots(sample, settings))
        }
        return Reading(
            wt1: wave.wt1, wt2: wave.wt2, relativeStrength: strength, moneyFlow: flow,
            dots: CipherDot.allCases.filter(seen.contains))
    }

    private mutating func crossDots(_ wt1: Double, _ wt2: Double, _ settings: CipherSettings) -> Set<
        CipherDot
    > {
        switch cross.update(wt1, wt2) {
        case .up: wt2 <= settings.oversold ? [.smallDotUp, .greenDot] : [.smallDotUp]
        case .down: wt2 >= settings.overbought ? [.smallDotDown, .redDot] : [.smallDotDown]
        case nil: []
        }
    }

    private mutating func divergenceDots(
        _ sample: DivergenceDetector.Sample, _ settings: CipherSettings
    ) -> Set<CipherDot> {
        var seen: Set<CipherDot> = []
        for index in divergences.indices {
            let finding = divergences[index].update(sample)
            if finding.isBearish { seen.insert(.divergenceSellDot) }
            guard finding.isBullish else { continue }
            seen.insert(.divergenceBuyDot)
            if index == 0, let bottom = finding.previousBottom,
                Self.isGold(from: bottom, to: sample, settings)
            {
                seen.insert(.goldDot)
            }
        }
        return seen
    }

    private static func isGold(
        from bottom: DivergenceDetector.Sample, to sample: DivergenceDetector.Sample,
        _ settings: CipherSettings
    ) -> Bool {
        guard let strength = bottom.companion else { return false }
        return bottom.value <= settings.goldLevel && sample.value > settings.goldLevel
            && bottom.value - sample.value <= -settings.goldRise && strength < settings.goldRelativeStrength
    }
}
