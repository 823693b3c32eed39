import CipherEngineCore
import FoundationEssentials
import TestSupport
import Testing

/// What the manifest of the golden vectors says of one file.
private struct GoldenFile: Decodable, CustomTestStringConvertible {
    let file: String
    let kind: String
    let rtol: Double
    let atolDefault: Double
    let atol: [String: Double]
    let params: [String: Parameter]

    /// A number or a flag.
    struct Parameter: Decodable {
        let number: Double?
        init(from decoder: any Decoder) throws {
            number = try? decoder.singleValueContainer().decode(Double.self)
        }
    }

    enum CodingKeys: String, CodingKey {
        case file, kind, rtol, atol, params
        case atolDefault = "atol_default"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        file = try container.decode(String.self, forKey: .file)
        kind = try container.decode(String.self, forKey: .kind)
        rtol = try container.decode(Double.self, forKey: .rtol)
        atolDefault = try container.decode(Double.self, forKey: .atolDefault)
        atol = try container.decodeIfPresent([String: Double].self, forKey: .atol) ?? [:]
        params = try container.decodeIfPresent([String: Parameter].self, forKey: .params) ?? [:]
    }

    var testDescription: String { file }

    /// Whether RSI or stochastic divergences light the dots too, which this engine does not offer.
    var hasOtherDivergences: Bool { params["rsi_show_div"] != nil }

    var settings: CipherSettings {
        let defaults = CipherSettings()
        func number(_ name: String, _ other: Double) -> Double { params[name]?.number ?? other }
        func length(_ name: String, _ other: Int) -> Int { params[name]?.number.map { Int($0) } ?? other }
        let main = defaults.divergenceRanges[0]
        let second = defaults.divergenceRanges[1]
        return CipherSettings(
            waveTrendChannel: length("wt_channel", defaults.waveTrendChannel),
            waveTrendAverage: length("wt_average", defaults.waveTrendAverage),
            waveTrendSignal: length("wt_ma", defaults.waveTrendSignal),
            overbought: number("ob1", defaults.overbought), oversold: number("os1", defaults.oversold),
            relativeStrengthLength: length("rsi_len", defaults.relativeStrengthLength),
            moneyFlowPeriod: length("mfi_period", defaults.moneyFlowPeriod),
            moneyFlowMultiplier: number("mfi_mult", defaults.moneyFlowMultiplier),
            moneyFlowOffset: number("mfi_pos_y", defaults.moneyFlowOffset),
            divergenceRanges: [
                CipherSettings.DivergenceRange(
                    topLimit: number("wt_div_ob", main.topLimit),
                    bottomLimit: number("wt_div_os", main.bottomLimit)),
                CipherSettings.DivergenceRange(
                    topLimit: number("wt_div_ob_add", second.topLimit),
                    bottomLimit: number("wt_div_os_add", second.bottomLimit)),
            ],
            goldLevel: number("os3", defaults.goldLevel),
            goldRelativeStrength: number("gold_rsi", defaults.goldRelativeStrength),
            goldRise: number("gold_rise", defaults.goldRise))
    }

    func isClose(_ value: Double?, to cell: Substring, in column: String) -> Bool {
        guard let value else { return cell.isEmpty }
        guard let expected = Double(cell) else { return false }
        return abs(value - expected) <= (atol[column] ?? atolDefault) + rtol * abs(expected)
    }

    private struct Manifest: Decodable {
        let files: [Entry]
        /// Files of other kinds have other fields.
        struct Entry: Decodable {
            let file: GoldenFile?
            init(from decoder: any Decoder) throws {
                let golden = try? GoldenFile(from: decoder)
                file = golden?.kind == "cipher" ? golden : nil
            }
        }
    }

    /// Every file with outputs of the Cipher study; none when the vectors are not there.
    static let all: [GoldenFile] = {
        let path = GoldenVectors.path("vectors/manifest.json")
        guard let text = try? GzipText.read(path),
            let manifest = try? JSONDecoder().decode(Manifest.self, from: Data(text.utf8))
        else { return [] }
        return manifest.files.compactMap(\.file)
    }()
}

@Suite(.enabled(if: GoldenVectors.areThere, "the reference data is not beside the repository"))
struct `Cipher study` {
    @Test func `has golden vectors to be measured against`() {
        #expect(GoldenFile.all.count >= 30, "no vectors at \(GoldenVectors.path("vectors"))")
    }

    @Test(arguments: GoldenFile.all)
    fileprivate func `equals the golden vectors`(golden: GoldenFile) throws {
        let columns = try GoldenVectors.columns("vectors/" + golden.file)
        func column(_ name: String) throws -> [Substring] { try #require(columns[name], "no column \(name)") }
        let prices = try ["open", "high", "low", "close"].map {
            try column($0).map { try #require(Double($0)) }
        }
        let lines = ["wt1", "wt2", "wt_vwap", "rsi", "rsi_mfi"]
        var dots: [CipherDot] = [.smallDotUp, .smallDotDown, .greenDot, .redDot]
        if !golden.hasOtherDivergences { dots += [.divergenceBuyDot, .divergenceSellDot, .goldDot] }

        let settings = golden.settings
        var study = CipherStudy(settings)
        var readings: [CipherStudy.Reading] = []
        for row in prices[0].indices {
            let bar = CipherStudy.Prices(
                open: prices[0][row], high: prices[1][row], low: prices[2][row], close: prices[3][row])
            readings.append(study.update(bar, settings))
        }
        for name in lines {
            let cells = try column(name)
            for (row, reading) in readings.enumerated() {
                let value = reading.line(name)
                #expect(golden.isClose(value, to: cells[row], in: name), "\(name) of row \(row)")
            }
        }
        for dot in dots {
            let cells = try column(dot.rawValue)
            let expected = cells.indices.filter { cells[$0] == "1" }
            #expect(readings.indices.filter { readings[$0].dots.contains(dot) } == expected, "\(dot)")
        }
    }
}

extension CipherStudy.Reading {
    fileprivate func line(_ name: String) -> Double? {
        switch name {
        case "wt1": wt1
        case "wt2": wt2
        case "rsi": relativeStrength
        case "rsi_mfi": moneyFlow
        default: wt1.flatMap { wt1 in wt2.map { wt1 - $0 } }
        }
    }
}
