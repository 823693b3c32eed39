import Domain
import FoundationEssentials
import Profiles
import TestSupport

/// The parts of a golden profile that these tests compare.
struct GoldenSummary: Decodable {
    let rows: Int
    let firstRow: Int64
    let total: Double
    let buy: Double
    let sell: Double
    let pocRow: Int64
    let poc: Double
    let va2: Area
    let va1: Area
    let startMilliseconds: Int64?
    let endMilliseconds: Int64?

    struct Area: Decodable {
        let low: Int64
        let high: Int64
        let volume: Double
        enum CodingKeys: String, CodingKey {
            case volume
            case low = "val_row"
            case high = "vah_row"
        }
    }

    enum CodingKeys: String, CodingKey {
        case rows, total, buy, sell, poc, va2, va1
        case firstRow = "first_row"
        case pocRow = "poc_row"
        case startMilliseconds = "start_ms"
        case endMilliseconds = "end_ms_exclusive"
    }
}

/// A golden profile of recorded trades or candles.
struct GoldenProfile: Decodable {
    let input: String
    let firstMilliseconds: Int64
    let lastMilliseconds: Int64
    let tick: Price
    let ticksPerRow: Int64
    let sessionMilliseconds: Int64
    let split: String?
    let whole: Whole
    let sessions: [GoldenSummary]
    let rolling: Rolling?
    let fixed: [GoldenSummary]?

    struct Whole: Decodable {
        let summary: GoldenSummary
        /// Row, total, buy, sell of every row with volume.
        let rows: [[Double]]
    }

    struct Rolling: Decodable {
        let bars: Int
        let values: [Value]
        struct Value: Decodable {
            let endBar: Int
            let pocRow: Int64
            let total: Double
            let va2: [Int64]
            let va1: [Int64]
            enum CodingKeys: String, CodingKey {
                case total, va2, va1
                case endBar = "end_bar"
                case pocRow = "poc_row"
            }
        }
    }

    enum CodingKeys: String, CodingKey {
        case input, tick, whole, sessions, rolling, fixed
        case firstMilliseconds = "first_ms"
        case lastMilliseconds = "last_ms"
        case ticksPerRow = "ticks_per_row"
        case sessionMilliseconds = "session_ms"
        case split = "delta_mode"
    }

    var grid: ProfileGrid { ProfileGrid(rowSize: Price(units: tick.units * ticksPerRow)) }

    static func read(_ name: String) throws -> GoldenProfile {
        let text = try GzipText.read(GoldenVectors.path("vectors/profile/\(name).json.gz"))
        return try JSONDecoder().decode(GoldenProfile.self, from: Data(text.utf8))
    }

    /// What the recording's rows in the profile's time add to it, one contribution per trade or candle.
    func contributions() throws -> [(milliseconds: Int64, contribution: ProfileContribution)] {
        let columns = try GoldenVectors.columns("data/" + input)
        let isTrades = columns["price"] != nil
        let times = try cells(columns, isTrades ? "time_ms" : "open_time_ms").compactMap { Int64($0) }
        let inside = times.indices.filter { firstMilliseconds...lastMilliseconds ~= times[$0] }
        let contribution = try isTrades ? trade(columns) : candle(columns)
        return try inside.map { (times[$0], try contribution($0)) }
    }

    private func trade(_ columns: [String: [Substring]]) throws -> (Int) throws -> ProfileContribution {
        let prices = try cells(columns, "price")
        let quantities = try cells(columns, "qty")
        let makers = try cells(columns, "is_buyer_maker")
        return { row in
            let print = Print(
                price: try Price(parsing: String(prices[row])),
                quantity: try Quantity(parsing: String(quantities[row])),
                aggressor: makers[row] == "1" ? .sell : .buy)
            return ProfileContribution(prints: [print], grid: grid, maximumCells: 1)
        }
    }

    private func candle(_ columns: [String: [Substring]]) throws -> (Int) throws -> ProfileContribution {
        let prices = try ["open", "high", "low", "close"].map { try cells(columns, $0) }
        let volumes = try cells(columns, "volume")
        let taken = columns["taker_buy_volume"]
        let instrument = InstrumentID(venue: "sim", symbol: "X")
        return { row in
            let values: [Price] = try prices.map { try number($0[row]) }
            let bar = Bar(
                instrument: instrument, interval: .oneMinute, openedAt: Timestamp(milliseconds: 0),
                open: values[0], high: values[1], low: values[2], close: values[3],
                volume: try number(volumes[row]))
            let share: BuyShare =
                switch split {
                case "taker": .told(try number(taken?[row] ?? ""))
                case "polarity": .polarity
                default: .closeLocation
                }
            return ProfileContribution(spreading: bar, share, grid: grid)
        }
    }

    /// The number at our precision; one recording went through binary fractions and has noise in its last
    /// digits.
    private func number<Number: FixedPoint>(_ cell: Substring) throws -> Number {
        guard let point = cell.firstIndex(of: "."), cell[point...].count > Number.scale + 1 else {
            return try Number(parsing: String(cell))
        }
        guard let value = Double(cell) else { throw DecimalError.malformed(String(cell)) }
        return Number(units: Number.Units((value * Double(Number.unitsPerWhole)).rounded()))
    }

    private func cells(_ columns: [String: [Substring]], _ name: String) throws -> [Substring] {
        guard let cells = columns[name] else { throw MissingColumn(name: name) }
        return cells
    }

    struct MissingColumn: Error {
        let name: String
    }
}
