package import Indicators

/// Bars of a file for indicators: judged one by one, and kept with the text they were written in.
///
/// Unlike a recording for a replay such a file may contain anything that a venue ever sent: a bar that makes no
/// sense is refused and counted, and the series goes on without it.
package struct CandleTable: Sendable {
    /// What a row of the file became.
    package struct Row: Sendable, Equatable {
        /// The six fields as they stand in the file.
        package let text: String
        /// Whether the bar was taken.
        package let verdict: BarVerdict
    }

    package static let columns = ["open_time_ms", "open", "high", "low", "close", "volume"]

    /// Every row, also those refused.
    package private(set) var rows: [Row] = []
    /// The bars that were taken.
    package private(set) var bars = BarColumns()

    /// Reads a file's text; `name` is what errors call it.
    ///
    /// The first line names the columns; others than ``columns`` are passed over. `progress` is told how many rows
    /// were read, now and then.
    ///
    /// - Throws: ``CandleTableError`` for a line that is no row of such a table at all.
    package init(
        _ bytes: [UInt8], named name: String, progress: (Int) -> Void = { _ in }
    ) throws(CandleTableError) {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .makeIterator()
        let header = Self.fields(of: lines.next() ?? []).map { Self.text($0) }
        var places: [Int] = []
        for column in Self.columns {
            guard let place = header.firstIndex(of: column) else {
                throw CandleTableError(file: name, line: 1, reason: "the header has no column \(column)")
            }
            places.append(place)
        }
        var last: Int64?
        var number = 1
        while let line = lines.next() {
            number += 1
            let fields = Self.fields(of: line)
            // The text after the last newline, and blank lines, are no rows.
            if fields.count == 1, fields[0].isEmpty { continue }
            guard fields.count == header.count else {
                throw CandleTableError(
                    file: name, line: number,
                    reason: "\(fields.count) fields where the header has \(header.count)")
            }
            let texts = places.map { Self.text(fields[$0]) }
            guard let time = Int64(texts[0]) else {
                throw CandleTableError(
                    file: name, line: number,
                    reason: "open_time_ms \"\(texts[0])\" is no time in milliseconds")
            }
            // What is no number counts as not finite, as an empty field does.
            let values = texts.dropFirst().map { Double($0) ?? .nan }
            let bar = BarValues(
                open: values[0], high: values[1], low: values[2], close: values[3], volume: values[4])
            let verdict = BarVerdict(bar, at: time, after: last)
            rows.append(Row(text: texts.joined(separator: ","), verdict: verdict))
            if verdict == .accepted {
                bars.append(bar)
                last = time
            }
            if rows.count.isMultiple(of: 500_000) { progress(rows.count) }
        }
    }

    /// How many rows were refused for which reason, in the order of the checks.
    package var refused: [(reason: BarVerdict, count: Int)] {
        var counts: [BarVerdict: Int] = [:]
        for row in rows where row.verdict != .accepted { counts[row.verdict, default: 0] += 1 }
        return BarVerdict.allCases.compactMap { reason in counts[reason].map { (reason, $0) } }
    }

    private static func fields(of line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        return line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        let blank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let start = field.drop(while: blank)
        return String(
            decoding: start.prefix(start.count - start.reversed().prefix(while: blank).count), as: UTF8.self)
    }
}

/// A line that is no row of a table of bars.
package struct CandleTableError: Error, Equatable, CustomStringConvertible {
    package let file: String
    /// Counted from 1, the header being the first.
    package let line: Int
    package let reason: String

    /// What is wrong and where.
    package var description: String { "\(file), line \(line): \(reason)" }
}
