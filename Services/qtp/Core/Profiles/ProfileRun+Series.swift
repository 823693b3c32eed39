import Domain
import Profiles

extension ProfileRun {
    /// Point of control and value area after every row; comma-separated.
    ///
    /// A row of the table holds what was known when the row of the file had been read, and nothing later.
    public func developing() -> [UInt8] {
        let scale = scale
        var text =
            "\(input.isTrades ? "time_ms" : "open_time_ms"),session_ms,poc_row,poc,val_row,val,vah_row,vah,total,delta,"
            + "cumulative_delta\n"
        var before = 0.0
        forEachSession { session, rows in
            var profile = VolumeProfile(grid: grid)
            for row in rows {
                add(row, to: &profile)
                text += "\(row.time),\(session.lowerBound),"
                guard let leader = profile.pointOfControl,
                    let area = profile.valueArea(fraction: options.fraction)
                else {
                    text += ",,,,,,0,0,\(SeriesText.number(before))\n"
                    continue
                }
                let delta = scale.volume(profile.delta)
                let cells = [
                    "\(leader)", SeriesText.number(scale.middle(leader)), "\(area.rows.lowerBound)",
                    SeriesText.number(scale.low(area.rows.lowerBound)), "\(area.rows.upperBound)",
                    SeriesText.number(scale.high(area.rows.upperBound)),
                    SeriesText.number(scale.volume(profile.total)), SeriesText.number(delta),
                    SeriesText.number(before + delta),
                ]
                text += cells.joined(separator: ",") + "\n"
            }
            before += scale.volume(profile.delta)
        }
        return Array(text.utf8)
    }

    /// The sessions' market profiles; JSON.
    public func timePriceDocument() throws -> [UInt8] {
        let scale = scale
        var sessions: [TimePriceDocument.Session] = []
        forEachSession { session, rows in
            var profile = TimePriceProfile(grid: grid, start: session.lowerBound, length: options.bracket)
            for row in rows { profile.add(at: row.time, low: row.low, high: row.high) }
            guard
                let summary = profile.summary(
                    fraction: options.fraction, initialBrackets: options.initialBrackets)
            else { return }
            sessions.append(TimePriceDocument.Session(session.lowerBound, summary, scale))
        }
        return try Self.encoded(
            TimePriceDocument(
                input: name, firstMs: input.rows.first?.time.milliseconds,
                lastMs: input.rows.last?.time.milliseconds, tick: tickText, ticksPerRow: ticksPerRow,
                sessionMs: options.clock.length, bracketMs: options.bracket, sessions: sessions))
    }
}

/// What `qtp profile --mode tpo` writes: the form of the reference results.
private struct TimePriceDocument: Encodable {
    let input: String
    let firstMs: Int64?
    let lastMs: Int64?
    let tick: String
    let ticksPerRow: Int64
    let sessionMs: Int64
    let bracketMs: Int64
    let sessions: [Session]

    struct Area: Encodable {
        let valRow: Int64
        let vahRow: Int64
        let count: Int
        init(_ area: ValueArea) {
            valRow = area.rows.lowerBound
            vahRow = area.rows.upperBound
            count = Int(area.volume.quantity.units)
        }
    }

    struct Session: Encodable {
        let startMs: Int64
        let firstRow: Int64
        let rows: Int
        let tpoTotal: Int
        let brackets: Int
        let pocRow: Int64
        let pocCount: Int
        let pocTies: Int
        let ibLow: NullableNumber
        let ibHigh: NullableNumber
        let singlePrintRows: [Int64]
        let letters: [String: String]
        let va2: Area
        let va1: Area

        init(_ start: Timestamp, _ summary: TimePriceSummary, _ scale: ProfileScale) {
            startMs = start.milliseconds
            firstRow = summary.firstRow
            rows = summary.letters.count
            tpoTotal = summary.count
            brackets = summary.bracketCount
            pocRow = summary.pointOfControl
            pocCount = summary.letters[Int(summary.pointOfControl - summary.firstRow)].count
            pocTies = summary.leaderCount
            ibLow = NullableNumber(value: summary.initialLow.map { scale.price($0) })
            ibHigh = NullableNumber(value: summary.initialHigh.map { scale.price($0) })
            singlePrintRows = summary.singlePrints
            var letters: [String: String] = [:]
            for (offset, brackets) in summary.letters.enumerated() where !brackets.isEmpty {
                letters["\(summary.firstRow + Int64(offset))"] = String(
                    brackets.map { TimePriceSummary.letter(of: $0) })
            }
            self.letters = letters
            va2 = Area(summary.rowPairs)
            va1 = Area(summary.singleRows)
        }
    }
}

/// A number that is written as null where there is none.
private struct NullableNumber: Encodable {
    let value: Double?
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}

/// Numbers as the reference results write them.
enum SeriesText {
    /// The shortest decimal that reads back exactly; nothing for no value.
    static func number(_ value: Double?) -> String {
        guard let value else { return "" }
        if value == 0 { return "0" }
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
