import FoundationEssentials
import Indicators
import TestSupport
import Testing

/// What the manifest of the golden vectors says of one file.
private struct GoldenFile: Decodable, CustomTestStringConvertible {
    let file: String
    let kind: String
    let rtol: Double
    let atolDefault: Double
    let atol: [String: Double]
    let params: [String: Value]
    let fragile: [String: [Int]]

    /// A parameter as text.
    struct Value: Decodable {
        let text: String
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                text = String(flag)
            } else {
                let number = try container.decode(Double.self)
                text = Int(exactly: number).map { String($0) } ?? String(number)
            }
        }
    }

    enum CodingKeys: String, CodingKey {
        case file, kind, rtol, atol, params
        case atolDefault = "atol_default"
        case fragile = "fragile_bars"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        file = try container.decode(String.self, forKey: .file)
        kind = try container.decode(String.self, forKey: .kind)
        rtol = try container.decode(Double.self, forKey: .rtol)
        atolDefault = try container.decode(Double.self, forKey: .atolDefault)
        atol = try container.decodeIfPresent([String: Double].self, forKey: .atol) ?? [:]
        params = try container.decodeIfPresent([String: Value].self, forKey: .params) ?? [:]
        fragile = try container.decodeIfPresent([String: [Int]].self, forKey: .fragile) ?? [:]
    }

    var testDescription: String { file }

    var study: CipherStudy {
        get throws {
            let texts = params.map { (name: $0.key, text: $0.value.text) }
            return CipherStudy(CipherParameters(try ParameterValues(texts, of: CipherParameters.declared)))
        }
    }

    func isClose(_ value: Double, to cell: Substring, in column: CipherColumn) -> Bool {
        guard let expected = Double(cell) else { return value.isNaN }
        if case .mark = column { return value == expected }
        return abs(value - expected) <= (atol[column.name] ?? atolDefault) + rtol * abs(expected)
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
struct `Cipher study against golden vectors` {
    @Test func `there are vectors to be measured against`() {
        #expect(GoldenFile.all.count >= 36, "no vectors at \(GoldenVectors.path("vectors"))")
    }

    @Test(arguments: GoldenFile.all)
    fileprivate func `every column equals them, streaming and batch to the bit alike`(golden: GoldenFile)
        throws
    {
        let table = try GoldenVectors.columns("vectors/" + golden.file)
        let names = ["open", "high", "low", "close", "volume"]
        let prices = try names.map { name in
            try #require(table[name]).map { try #require(Double($0)) }
        }
        let bars = BarColumns(
            open: prices[0], high: prices[1], low: prices[2], close: prices[3], volume: prices[4])
        let columns = try golden.study.columns(over: bars)
        var streaming = try golden.study
        for row in 0..<bars.count { #expect(streaming.advance(bars[row]) == columns[row], "row \(row)") }
        for column in CipherColumn.all {
            let cells = try #require(table[column.name], "no column \(column.name)")
            let values = columns[column]
            #expect(cells.count == values.count)
            let passedOver = Set(golden.fragile[column.name] ?? [])
            let wrong = values.indices.filter {
                !passedOver.contains($0) && !golden.isClose(values[$0], to: cells[$0], in: column)
            }
            #expect(wrong.isEmpty, "\(column.name), first at row \(wrong.first ?? 0)")
        }
    }
}
