import ArgumentParser
import Foundation
import History
import Indicators
import OperatorCore

/// `qtp indicators`.
struct IndicatorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "indicators", abstract: "Computes indicators over a file of bars.",
        discussion: """
            The file is comma-separated text, plain or gzip, with a header that names at least \
            \(CandleTable.columns.joined(separator: ", ")); other columns are passed over. Bars that make no sense are \
            refused, never repaired: standard error says how many and why. The answer has these six columns as they \
            stand in the file, and one per indicator, empty where a value is not known yet.

            \(IndicatorSets.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))

            `--params help` lists what can be set. docs/indicators.md has every formula.
            """)

    @Option(help: ArgumentHelp("The bars.", valueName: "bars.csv[.gz]"))
    var input: String
    @Option(
        help: ArgumentHelp(
            "Which indicators: \(IndicatorSets.all.map { $0.name }.joined(separator: ", ")).",
            valueName: "name"))
    var set = ClassicSet.name
    @Option(
        help: ArgumentHelp(
            "Settings other than the standard ones, such as rsi=21,atr=10.", valueName: "key=value,…"))
    var params = ""
    @Option(help: ArgumentHelp("File to write to; standard output where none is named.", valueName: "file"))
    var output: String?
    @Option(
        help: ArgumentHelp("Also write every row of the input with what became of it.", valueName: "file"))
    var verdicts: String?

    /// Lines that are made and written at once.
    private static let portion = 10_000

    func run() throws {
        guard let kind = IndicatorSets.named(set) else {
            let names = IndicatorSets.all.map { $0.name }.joined(separator: ", ")
            throw ValidationError("there is no set \(set); there are \(names)")
        }
        guard params != "help" else { return Self.list(kind.parameters) }
        let chosen: any IndicatorSet
        do {
            chosen = try kind.init(ParameterValues(try settings(), of: kind.parameters))
        } catch let error as ParameterError {
            throw ValidationError("--params: \(error)")
        }
        let table = try CandleTable(FileBytes.read(input), named: input) { Terminal.warn("\($0) rows read") }
        if let verdicts { try write(table, to: verdicts) }
        if !table.refused.isEmpty {
            let reasons = table.refused.map { "\($0.reason.rawValue) \($0.count)" }.joined(separator: ", ")
            Terminal.warn(
                "\(table.rows.count - table.bars.count) of \(table.rows.count) rows refused: \(reasons)")
        }
        try write(IndicatorTableText(table, chosen))
    }

    private func settings() throws -> [(name: String, text: String)] {
        try params.split(separator: ",").map { setting in
            guard let sign = setting.firstIndex(of: "=") else {
                throw ValidationError("--params: \"\(setting)\" is no key=value")
            }
            return (String(setting[..<sign]), String(setting[setting.index(after: sign)...]))
        }
    }

    private static func list(_ parameters: [Parameter]) {
        for parameter in parameters {
            let range = "\(plain(parameter.range.lowerBound)) to \(plain(parameter.range.upperBound))"
            Terminal.say("\(parameter.name)=\(plain(parameter.standard))  (\(range))")
        }
    }

    private static func plain(_ value: Double) -> String {
        Int(exactly: value).map { String($0) } ?? String(value)
    }

    private func write(_ result: IndicatorTableText) throws {
        let file = try output.map { try OutputFile($0) }
        for start in stride(from: 0, to: result.count, by: Self.portion) {
            var text = ""
            result.append(start..<min(start + Self.portion, result.count), to: &text)
            if let file { try file.write(text) } else { Terminal.show(text) }
            if start > 0, start.isMultiple(of: 50 * Self.portion) { Terminal.warn("\(start) rows written") }
        }
    }

    private func write(_ table: CandleTable, to path: String) throws {
        let file = try OutputFile(path)
        try file.write((CandleTable.columns + ["verdict"]).joined(separator: ",") + "\n")
        try file.write(table.rows.map { "\($0.text),\($0.verdict.rawValue)\n" }.joined())
    }
}

/// A file that is written from its beginning.
private struct OutputFile {
    private let path: String
    private let handle: FileHandle

    init(_ path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw ValidationError("\(path) cannot be written") }
        self.path = path
        self.handle = handle
    }

    func write(_ text: String) throws { try handle.write(contentsOf: Data(text.utf8)) }
}
