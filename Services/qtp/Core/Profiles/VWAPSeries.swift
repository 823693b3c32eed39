public import Domain
public import History
public import Profiles

/// The volume-weighted average price with its bands after every row of a file; comma-separated.
public enum VWAPSeries {
    /// The rows of a file, each followed by `vwap,sd,u1,l1,u2,l2,u3,l3`.
    ///
    /// The price of a candle is the mean of its high, low and close. Cells are empty until volume has traded.
    ///
    /// - Parameters:
    ///   - path: trades or candles, plain or gzip.
    ///   - clock: when it begins anew; nil never.
    ///   - isWanted: which times are read.
    /// - Returns: the text, with its header.
    /// - Throws: ``History/HistoryError`` for the first row that makes no sense.
    public static func make(
        of path: String, clock: SessionClock?, isWanted: (Timestamp) -> Bool = { _ in true }
    ) throws(HistoryError) -> [UInt8] {
        try make(of: ValueTable(contentsOf: path), clock: clock, isWanted: isWanted)
    }

    static func make(
        of table: ValueTable, clock: SessionClock?, isWanted: (Timestamp) -> Bool = { _ in true }
    ) throws(HistoryError) -> [UInt8] {
        let isTrades = table.column("price") != nil
        let names =
            isTrades
            ? ["time_ms", "price", "qty"] : ["open_time_ms", "open", "high", "low", "close", "volume"]
        var places: [Int] = []
        for name in names { places.append(try table.required(name)) }
        let priced = isTrades ? [1] : [2, 3, 4]
        var text = (names + ["vwap", "sd", "u1", "l1", "u2", "l2", "u3", "l3"]).joined(separator: ",") + "\n"
        var average = VolumeWeightedPrice()
        var session: Range<Timestamp>?
        for row in 0..<table.rowCount {
            let time = try table.time(row, places[0])
            guard isWanted(time) else { continue }
            if let clock, session?.contains(time) != true {
                session = clock.session(at: time)
                average = VolumeWeightedPrice()
            }
            var sum = 0.0
            for place in priced { sum += try number(table, row, places[place]) }
            let volume = try number(table, row, places[places.count - 1])
            guard sum > 0, volume >= 0 else {
                throw table.invalid(row, "a price is not positive, or an amount is negative")
            }
            average.add(price: sum / Double(priced.count), volume: volume)
            let bands = [1.0, 2, 3].flatMap { multiple -> [Double?] in
                let band = average.band(multiple)
                return [band?.upper, band?.lower]
            }
            let cells = [average.value, average.deviation] + bands
            text +=
                (places.map { table.text(row, $0) } + cells.map { SeriesText.number($0) }).joined(
                    separator: ",")
                + "\n"
        }
        return Array(text.utf8)
    }

    /// The nearest `Double` to a cell, which may have more digits than a price of ours.
    private static func number(_ table: ValueTable, _ row: Int, _ column: Int) throws(HistoryError) -> Double
    {
        _ = try table.decimal(row, column)
        guard let value = Double(table.text(row, column)), value.isFinite else {
            throw table.invalid(row, "\(table.header[column]) is no finite number")
        }
        return value
    }
}
