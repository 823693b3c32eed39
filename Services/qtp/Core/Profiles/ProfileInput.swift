public import Domain
public import History
public import Profiles

/// Recorded trades or candles, exactly as their file has them.
///
/// Prices and amounts are whole units of a power of ten that the file decides, not of the `10 ^ -8` of the suite:
/// ``Domain/Price`` and ``Domain/Quantity`` only hold them here.
public struct ProfileInput: Sendable {
    /// What one row adds.
    public enum Item: Sendable {
        /// A trade.
        case trade(Print)
        /// A candle, and what takers bought of it where the file says so.
        case candle(open: Price, high: Price, low: Price, close: Price, volume: Quantity, takerBuy: Quantity?)
    }
    /// One row of the file.
    public struct Row: Sendable {
        /// When it was traded; of a candle its start.
        public let time: Timestamp
        /// What was traded.
        public let item: Item
    }
    /// Rows in the order of time.
    public private(set) var rows: [Row]
    /// Whether they are trades.
    public let isTrades: Bool
    /// Digits after the point that a unit of price stands for.
    public let priceScale: Int
    /// Digits after the point that a unit of volume stands for.
    public let volumeScale: Int

    /// Reads trades (`time_ms,price,qty,is_buyer_maker`) or candles (`open_time_ms,open,high,low,close,volume` and, if
    /// there, `taker_buy_volume`), plain or gzip; what of several files has the same form becomes one series.
    ///
    /// - Parameters:
    ///   - paths: at least one.
    ///   - tick: the price step as decimal text, which prices are counted as finely as; nil for what the files have.
    ///   - usesTakerVolume: whether what takers bought is read where it is there.
    ///   - isWanted: which times are read.
    /// - Throws: ``History/HistoryError`` for the first row that makes no sense.
    public init(
        contentsOf paths: [String], tick: String? = nil, usesTakerVolume: Bool = true,
        isWanted: (Timestamp) -> Bool = { _ in true }
    ) throws(HistoryError) {
        var tables: [ValueTable] = []
        for path in paths { tables.append(try ValueTable(contentsOf: path)) }
        try self.init(tables, tick: tick, usesTakerVolume: usesTakerVolume, isWanted: isWanted)
    }

    init(
        _ tables: [ValueTable], tick: String? = nil, usesTakerVolume: Bool = true,
        isWanted: (Timestamp) -> Bool = { _ in true }
    ) throws(HistoryError) {
        let isTrades = tables.first?.column("price") != nil
        var parts: [RawRows] = []
        for table in tables {
            parts.append(try RawRows(table, isTrades, usesTakerVolume: usesTakerVolume, isWanted: isWanted))
        }
        let tickDecimals = tick.flatMap { ExactDecimal(Array($0.utf8)[...]) }?.decimals ?? 0
        let priceScale = parts.reduce(tickDecimals) { max($0, $1.priceDecimals) }
        let total = parts.reduce(0) { $0 + $1.totalVolume }
        let needed = parts.reduce(0) { max($0, $1.volumeDecimals) }
        // Fine enough for the parts of a candle, and so that sums of everything, with what a profile keeps below a unit,
        // stay within 115 bits.
        var room = 0
        var limit = 3.9e28 / max(total, 1)
        while limit >= 10, room < 22 {
            limit /= 10
            room += 1
        }
        guard !isTrades || needed <= room else {
            throw .unreadable(
                file: tables.first?.file ?? "",
                reason: "amounts of \(needed) decimals in such a sum are more digits than 128 bits hold")
        }
        let volumeScale = isTrades ? needed : room
        var rows: [Row] = []
        for part in parts { rows += try part.rows(priceScale, volumeScale) }
        if parts.count > 1 {
            // Stable, so that rows of one moment keep the order of the files.
            rows = rows.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
                .map(\.element)
        }
        self.rows = rows
        self.isTrades = isTrades
        self.priceScale = priceScale
        self.volumeScale = volumeScale
    }

    /// A price in units of the input; nil where the input's scale or 64 bits do not hold it.
    public func price(_ text: String) -> Price? {
        ExactDecimal(Array(text.utf8)[...])?.units(scale: priceScale).flatMap { Int64(exactly: $0) }
            .map { Price(units: $0) }
    }

    /// The coarsest step of which all prices are multiples; nil without rows.
    public var smallestStep: Price? {
        var step: Int64 = 0
        for row in rows {
            switch row.item {
            case .trade(let print): step = Self.gcd(step, print.price.units)
            case .candle(let open, let high, let low, let close, _, _):
                for price in [open, high, low, close] { step = Self.gcd(step, price.units) }
            }
        }
        return step > 0 ? Price(units: step) : nil
    }

    /// The lowest and the highest price; nil without rows.
    public var priceRange: ClosedRange<Price>? {
        guard let low = rows.map(\.low).min(), let high = rows.map(\.high).max() else { return nil }
        return low...high
    }

    private static func gcd(_ left: Int64, _ right: Int64) -> Int64 {
        var (a, b) = (left, right)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }
}

extension ProfileInput.Row {
    /// Lowest price.
    public var low: Price {
        switch item {
        case .trade(let print): print.price
        case .candle(_, _, let low, _, _, _): low
        }
    }
    /// Highest price.
    public var high: Price {
        switch item {
        case .trade(let print): print.price
        case .candle(_, let high, _, _, _, _): high
        }
    }
    /// Last price.
    public var close: Price {
        switch item {
        case .trade(let print): print.price
        case .candle(_, _, _, let close, _, _): close
        }
    }
}

/// One file's rows, checked, before the scales are known.
private struct RawRows {
    private struct Raw {
        let row: Int
        let time: Timestamp
        let values: [ExactDecimal]
        let isSell: Bool
    }
    private let table: ValueTable
    private let isTrades: Bool
    private var raw: [Raw] = []
    private(set) var priceDecimals = 0
    private(set) var volumeDecimals = 0
    private(set) var totalVolume = 0.0

    init(
        _ table: ValueTable, _ isTrades: Bool, usesTakerVolume: Bool, isWanted: (Timestamp) -> Bool
    ) throws(HistoryError) {
        self.table = table
        self.isTrades = isTrades
        var places: [Int] = []
        for name in isTrades ? ["price", "qty"] : ["open", "high", "low", "close", "volume"] {
            places.append(try table.required(name))
        }
        if !isTrades, usesTakerVolume, let place = table.column("taker_buy_volume") { places.append(place) }
        let times = try table.required(isTrades ? "time_ms" : "open_time_ms")
        let maker = isTrades ? try table.required("is_buyer_maker") : nil
        let prices = isTrades ? 1 : 4
        var last = Timestamp.distantPast
        raw.reserveCapacity(table.rowCount)
        for row in 0..<table.rowCount {
            let time = try table.time(row, times)
            guard time > last || (isTrades && time == last) else {
                throw table.invalid(row, "\(time) is not after \(last)")
            }
            last = time
            let isSell = if let maker { try flag(row, maker) } else { false }
            var values: [ExactDecimal] = []
            values.reserveCapacity(places.count)
            for place in places { values.append(try table.decimal(row, place)) }
            guard isWanted(time) else { continue }
            for value in values[..<prices] { priceDecimals = max(priceDecimals, value.decimals) }
            for value in values[prices...] { volumeDecimals = max(volumeDecimals, value.decimals) }
            totalVolume += abs(values[prices].approximation)
            raw.append(Raw(row: row, time: time, values: values, isSell: isSell))
        }
    }

    private func flag(_ row: Int, _ column: Int) throws(HistoryError) -> Bool {
        switch table.text(row, column) {
        case "1", "true", "True": true
        case "0", "false", "False": false
        default: throw table.invalid(row, "is_buyer_maker is neither 0 nor 1")
        }
    }

    func rows(_ priceScale: Int, _ volumeScale: Int) throws(HistoryError) -> [ProfileInput.Row] {
        var rows: [ProfileInput.Row] = []
        rows.reserveCapacity(raw.count)
        for raw in raw {
            func price(_ index: Int) throws(HistoryError) -> Price {
                // A quarter of 64 bits, so that the edge of a row never leaves them.
                guard let units = raw.values[index].units(scale: priceScale), units > 0, units < 1 << 61
                else {
                    throw table.invalid(
                        raw.row, "a price is not positive, or has too many digits for \(priceScale) decimals")
                }
                return Price(units: Int64(units))
            }
            func volume(_ index: Int) throws(HistoryError) -> Quantity {
                guard let units = raw.values[index].roundedUnits(scale: volumeScale), units >= 0 else {
                    throw table.invalid(raw.row, "an amount is negative, or has too many digits")
                }
                return Quantity(units: units)
            }
            let item: ProfileInput.Item
            if isTrades {
                item = .trade(
                    Print(price: try price(0), quantity: try volume(1), aggressor: raw.isSell ? .sell : .buy))
            } else {
                let (open, high, low, close) = (try price(0), try price(1), try price(2), try price(3))
                let traded = try volume(4)
                let taken = raw.values.count > 5 ? try volume(5) : nil
                guard low <= min(open, close), high >= max(open, close), taken ?? .zero <= traded else {
                    throw table.invalid(
                        raw.row,
                        "high and low do not enclose open and close, or takers bought more than was traded")
                }
                item = .candle(
                    open: open, high: high, low: low, close: close, volume: traded, takerBuy: taken)
            }
            rows.append(ProfileInput.Row(time: raw.time, item: item))
        }
        return rows
    }
}
