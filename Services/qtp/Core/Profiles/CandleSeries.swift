public import Domain
public import History
import Profiles

/// Makes candles of trades, and longer candles of shorter ones; comma-separated, exact.
public enum CandleSeries {
    /// The candles of a file.
    ///
    /// A candle begins at a multiple of its length since 1970 UTC. What has no trade has no candle. Of candles, all columns
    /// after `close` are added up.
    ///
    /// - Parameters:
    ///   - path: trades or candles, plain or gzip.
    ///   - length: of a candle, in milliseconds; positive.
    ///   - isWanted: which times are read.
    /// - Returns: the text, with its header.
    /// - Throws: ``History/HistoryError`` for the first row that makes no sense.
    public static func make(
        of path: String, length: Int64, isWanted: (Timestamp) -> Bool = { _ in true }
    ) throws(HistoryError) -> [UInt8] {
        try make(of: ValueTable(contentsOf: path), length: length, isWanted: isWanted)
    }

    static func make(
        of table: ValueTable, length: Int64, isWanted: (Timestamp) -> Bool = { _ in true }
    ) throws(HistoryError) -> [UInt8] {
        table.column("price") != nil
            ? try ofTrades(table, length, isWanted) : try ofCandles(table, length, isWanted)
    }

    private static func ofTrades(
        _ table: ValueTable, _ length: Int64, _ isWanted: (Timestamp) -> Bool
    ) throws(HistoryError) -> [UInt8] {
        let input = try ProfileInput([table], isWanted: isWanted)
        var candles: [Int64: CandleSum] = [:]
        for row in input.rows {
            guard case .trade(let print) = row.item else { continue }
            do {
                try add(try CandleSum(print), at: row.time, length, to: &candles)
            } catch {
                throw .unreadable(
                    file: table.file, reason: "price times quantity has more digits than 128 bits hold")
            }
        }
        let scales = [input.volumeScale, input.priceScale + input.volumeScale, 0, input.volumeScale]
        return text(
            [
                "open_time_ms", "open", "high", "low", "close", "volume", "quote_volume", "trades",
                "taker_buy_volume",
            ],
            candles, input.priceScale, scales)
    }

    private static func ofCandles(
        _ table: ValueTable, _ length: Int64, _ isWanted: (Timestamp) -> Bool
    ) throws(HistoryError) -> [UInt8] {
        let input = try ProfileInput([table], usesTakerVolume: false)
        let time = try table.required("open_time_ms")
        let first = ["open", "high", "low", "close"]
        let added = table.header.filter { $0 != "open_time_ms" && !first.contains($0) }
        let places = added.compactMap { table.column($0) }
        var scales = [Int](repeating: 0, count: places.count)
        for row in 0..<table.rowCount {
            for (index, place) in places.enumerated() {
                scales[index] = max(scales[index], try table.decimal(row, place).decimals)
            }
        }
        var candles: [Int64: CandleSum] = [:]
        for row in 0..<table.rowCount {
            guard isWanted(try table.time(row, time)),
                case .candle(let open, let high, let low, let close, _, _) = input.rows[row].item
            else { continue }
            var sums: [Int128] = []
            for (index, place) in places.enumerated() {
                guard let units = try table.decimal(row, place).units(scale: scales[index]) else {
                    throw table.invalid(row, "\(added[index]) has too many digits")
                }
                sums.append(units)
            }
            do {
                try add(
                    CandleSum(open: open, high: high, low: low, close: close, sums: sums),
                    at: input.rows[row].time, length, to: &candles)
            } catch {
                throw table.invalid(row, "a sum has more digits than 128 bits hold")
            }
        }
        return text(["open_time_ms"] + first + added, candles, input.priceScale, scales)
    }

    private static func add(
        _ part: CandleSum, at time: Timestamp, _ length: Int64, to candles: inout [Int64: CandleSum]
    ) throws(MoneyOverflow) {
        let start = time.milliseconds / length * length
        if candles[start] == nil {
            candles[start] = part
        } else {
            try candles[start]?.add(part)
        }
    }

    private static func text(
        _ header: [String], _ candles: [Int64: CandleSum], _ priceScale: Int, _ scales: [Int]
    ) -> [UInt8] {
        var text = header.joined(separator: ",") + "\n"
        for (start, candle) in candles.sorted(by: { $0.key < $1.key }) {
            let prices = [candle.open, candle.high, candle.low, candle.close].map {
                ExactDecimal.text(Int128($0.units), scale: priceScale)
            }
            let sums = zip(candle.sums, scales).map { ExactDecimal.text($0, scale: $1) }
            text += (["\(start)"] + prices + sums).joined(separator: ",") + "\n"
        }
        return Array(text.utf8)
    }
}
