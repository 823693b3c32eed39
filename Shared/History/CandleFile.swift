public import Domain

/// A recording of bars as comma-separated text, plain or gzip.
///
/// The first line names the columns; `open_time_ms` (start of the bar, milliseconds UTC), `open`, `high`, `low`, `close`
/// and `volume` must be among them, others are passed over. Numbers are plain decimals of at most 8 digits after the
/// point. Rows ascend by time; a bar may be missing, none may come twice.
public enum CandleFile {
    static let columns = ["open_time_ms", "open", "high", "low", "close", "volume"]

    /// Reads every bar of a file.
    ///
    /// - Throws: ``HistoryError/unreadable(file:reason:)``, or ``HistoryError/invalidRow(file:line:reason:)`` for the
    ///   first row that is no valid bar of the interval.
    public static func read(
        _ path: String, instrument: InstrumentID, interval: Interval
    ) throws(HistoryError) -> [Bar] {
        try parse(FileBytes.read(path), named: path, instrument: instrument, interval: interval)
    }

    /// Reads every bar of a file's text; `name` is what errors call it.
    public static func parse(
        _ bytes: [UInt8], named name: String, instrument: InstrumentID, interval: Interval
    ) throws(HistoryError) -> [Bar] {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .makeIterator()
        let header = fields(of: lines.next() ?? [])
        var places: [Int] = []
        for column in columns {
            guard let place = header.firstIndex(of: column) else {
                throw .invalidRow(file: name, line: 1, reason: "the header has no column \(column)")
            }
            places.append(place)
        }
        var bars: [Bar] = []
        var number = 1
        while let line = lines.next() {
            number += 1
            // The text after the last newline, and blank lines, are no rows.
            if line.isEmpty || line.elementsEqual([UInt8(ascii: "\r")]) { continue }
            let fields = fields(of: line)
            guard fields.count == header.count else {
                throw .invalidRow(
                    file: name, line: number,
                    reason: "\(fields.count) fields where the header has \(header.count)")
            }
            let row = Row(file: name, line: number, values: places.map { fields[$0] })
            let bar = try row.bar(of: instrument, interval: interval)
            if let last = bars.last, bar.openedAt <= last.openedAt {
                throw .invalidRow(
                    file: name, line: number, reason: "\(bar.openedAt) is not after \(last.openedAt)")
            }
            bars.append(bar)
        }
        return bars
    }

    private static func fields(of line: ArraySlice<UInt8>) -> [String] {
        let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        return line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }
}

/// One row, its values in the order of ``CandleFile/columns``.
private struct Row {
    let file: String
    let line: Int
    let values: [String]

    func bar(of instrument: InstrumentID, interval: Interval) throws(HistoryError) -> Bar {
        guard let milliseconds = Int64(values[0]), milliseconds >= 0 else {
            throw invalid("open_time_ms \"\(values[0])\" is no time")
        }
        let bar = Bar(
            instrument: instrument, interval: interval, openedAt: Timestamp(milliseconds: milliseconds),
            open: try decimal(1), high: try decimal(2), low: try decimal(3), close: try decimal(4),
            volume: try decimal(5))
        guard interval.start(of: bar.openedAt) == bar.openedAt else {
            throw invalid("\(bar.openedAt) is not the start of a \(interval.rawValue) bar")
        }
        guard bar.isValid else {
            throw invalid("high and low do not enclose open and close, or a number is out of range")
        }
        return bar
    }

    private func decimal<Value: FixedPoint>(_ place: Int) throws(HistoryError) -> Value {
        do {
            return try Value(parsing: values[place])
        } catch {
            throw invalid("\(CandleFile.columns[place]): \(error)")
        }
    }

    private func invalid(_ reason: String) -> HistoryError {
        .invalidRow(file: file, line: line, reason: reason)
    }
}
