import FoundationEssentials
import Strategies
import Testing

@Suite struct `The reference of the strategy language` {
    private static func reference() throws -> String {
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return try String(contentsOfFile: "/\(package)/docs/strategies.md", encoding: .utf8)
    }

    @Test func `its example is a strategy`() throws {
        let parts = try Self.reference().split(separator: "```json\n")
        let example = try #require(parts.dropFirst().first?.split(separator: "```").first)
        let strategy = try Strategy(parsing: String(example))
        #expect(strategy.name == "dip-in-uptrend")
    }

    @Test func `it names every word of the language`() throws {
        let text = try Self.reference()
        let words =
            Comparison.allCases.map(\.rawValue) + PriceSource.allCases.map(\.rawValue)
            + Indicator.WaveTrendLine.allCases.map(\.rawValue) + [
                "all", "any", "not", "ema", "sma", "rsi", "wavetrend",
            ]
        for word in words { #expect(text.contains("`\(word)`"), "\(word)") }
    }

    @Test func `it states the limits`() throws {
        let text = try Self.reference()
        let limits = [
            StrategyLimits.bytes, StrategyLimits.depth, StrategyLimits.nodes, StrategyLimits.branches,
            StrategyLimits.period.upperBound, StrategyLimits.waveTrendPeriod.upperBound,
            StrategyLimits.descriptionLength, StrategyLimits.instruments.upperBound,
        ]
        for limit in limits {
            #expect(text.contains("| \(limit) |") || text.contains("to \(limit) |"), "\(limit)")
        }
    }
}
