import Domain
import FoundationEssentials
import Profiles

/// Makes what `qtp profile` writes.
public struct ProfileRun: Sendable {
    let input: ProfileInput
    let name: String
    let options: ProfileOptions
    let grid: ProfileGrid
    let tick: Price
    let ticksPerRow: Int64

    /// Chooses the rows.
    ///
    /// - Parameters:
    ///   - input: the rows of the file.
    ///   - name: what the document calls the file.
    ///   - options: what is asked for.
    /// - Throws: ``ProfileFault``.
    public init(_ input: ProfileInput, named name: String, _ options: ProfileOptions) throws(ProfileFault) {
        guard let range = input.priceRange, let step = input.smallestStep else { throw .nothing }
        self.input = input
        self.name = name
        self.options = options
        if let text = options.tick {
            guard let price = input.price(text), price.isPositive, price.units < 1 << 60 else {
                throw .option("tick", "is no positive decimal number that fits the prices")
            }
            tick = price
        } else {
            tick = step
        }
        if let count = options.ticksPerRow {
            let (height, overflowed) = tick.units.multipliedReportingOverflow(by: count)
            guard count > 0, !overflowed, height < 1 << 61 else {
                throw .option("ticks-per-row", "must be at least 1, and a row no higher than any price")
            }
            ticksPerRow = count
            grid = ProfileGrid(rowSize: Price(units: height))
        } else {
            grid = ProfileGrid(spanning: range, tick: tick, rows: options.targetRows)
            ticksPerRow = grid.rowSize.units / tick.units
        }
        let count = grid.row(of: range.upperBound) - grid.row(of: range.lowerBound) + 1
        guard count <= Int64(options.maximumRows) else {
            let factor = (count + Int64(options.maximumRows) - 1) / Int64(options.maximumRows)
            throw .tooManyRows(count, limit: options.maximumRows, remedy: ticksPerRow * (factor + 1))
        }
    }

    var scale: ProfileScale {
        ProfileScale(
            grid: grid, tick: tick, priceScale: input.priceScale, volumeScale: input.volumeScale,
            isDiscrete: input.isTrades)
    }

    var tickText: String { ExactDecimal.text(Int128(tick.units), scale: input.priceScale) }

    /// What a row adds; nil for a candle without volume, which says nothing of where trade took place.
    func contribution(_ row: ProfileInput.Row) -> ProfileContribution? {
        switch row.item {
        case .trade(let print):
            return ProfileContribution(prints: CollectionOfOne(print), grid: grid, maximumCells: 1)
        case .candle(let open, let high, let low, let close, let volume, let taken):
            guard volume.isPositive else { return nil }
            let bar = Bar(
                instrument: InstrumentID(venue: "file", symbol: "X"), interval: .oneMinute,
                openedAt: row.time,
                open: open, high: high, low: low, close: close, volume: volume)
            let share: BuyShare =
                switch options.deltaMode {
                case .polarity: .polarity
                case .clv: .closeLocation
                case .taker, nil: taken.map { .told($0) } ?? .closeLocation
                }
            return ProfileContribution(spreading: bar, share, grid: grid)
        }
    }

    func add(_ row: ProfileInput.Row, to profile: inout VolumeProfile) {
        if case .trade(let print) = row.item {
            profile.add(print)
        } else if let contribution = contribution(row) {
            profile.add(contribution)
        }
    }

    /// The document of a profile; JSON.
    public func document() throws -> [UInt8] {
        var document = ProfileDocument(
            input: name, firstMs: input.rows.first?.time.milliseconds,
            lastMs: input.rows.last?.time.milliseconds, tick: tickText, ticksPerRow: ticksPerRow,
            sessionMs: options.clock.length, mode: input.isTrades ? "trades/discrete" : "candles/continuous")
        if input.isTrades {
            document.trades = input.rows.count
        } else {
            document.bars = input.rows.count
            document.deltaMode = deltaMode.rawValue
        }
        switch options.mode {
        case .all:
            fillSessions(&document, isWhole: true)
            if !input.isTrades { document.rolling = rolling() }
            if !options.ranges.isEmpty { document.fixed = ranges() }
        case .session: fillSessions(&document, isWhole: false)
        case .composite:
            fillSessions(&document, isWhole: true)
            document.sessions = nil
            document.nakedPoc = nil
        case .rolling: document.rolling = rolling()
        case .fixed, .anchored: document.fixed = ranges()
        case .developing, .tpo, .vwap: break
        }
        return try Self.encoded(document)
    }

    static func encoded(_ document: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(document)) + [UInt8(ascii: "\n")]
    }

    private var deltaMode: ProfileOptions.DeltaMode {
        if let mode = options.deltaMode { return mode }
        if case .candle(_, _, _, _, _, .some) = input.rows.first?.item { return .taker }
        return .clv
    }

    /// The sessions one by one, as they would come live; the whole is their sum.
    private func fillSessions(_ document: inout ProfileDocument, isWhole: Bool) {
        let scale = scale
        var whole = VolumeProfile(grid: grid)
        var sessions: [ProfileDocument.Summary] = []
        var points: [ProfileDocument.NakedPoint] = []
        var places: [Timestamp: Int] = [:]
        var naked = NakedPointsOfControl(limit: .max)
        forEachSession { session, rows in
            for row in rows {
                for point in naked.pass(low: row.low, high: row.high, close: row.close) {
                    if let place = places[point.session] { points[place].touchedMs = row.time.milliseconds }
                }
            }
            var profile = VolumeProfile(grid: grid)
            for row in rows { add(row, to: &profile) }
            whole.merge(profile)
            guard var summary = scale.summary(profile, options.fraction) else { return }
            summary.startMs = session.lowerBound.milliseconds
            if input.isTrades { summary.trades = rows.count } else { summary.bars = rows.count }
            sessions.append(summary)
            places[session.lowerBound] = points.count
            points.append(
                ProfileDocument.NakedPoint(sessionMs: session.lowerBound.milliseconds, poc: summary.poc))
            naked.add(
                NakedPointsOfControl.Point(
                    session: session.lowerBound, doubledPrice: scale.doubledMiddle(summary.pocRow)))
        }
        document.sessions = sessions
        document.nakedPoc = points
        guard isWhole, let summary = scale.summary(whole, options.fraction) else { return }
        let rows = whole.filledRows.map { row in
            ProfileDocument.Row(
                row: row.row, volumes: [row.total, row.buy, row.sell].map { scale.volume($0) })
        }
        document.whole = ProfileDocument.Whole(summary: summary, rows: rows)
    }

    func forEachSession(_ body: (Range<Timestamp>, ArraySlice<ProfileInput.Row>) throws -> Void) rethrows {
        var start = 0
        while start < input.rows.count {
            let session = options.clock.session(at: input.rows[start].time)
            let end = input.rows[start...].firstIndex { !session.contains($0.time) } ?? input.rows.count
            try body(session, input.rows[start..<end])
            start = end
        }
    }

    private func rolling() -> ProfileDocument.Rolling {
        let scale = scale
        var rolling = ProfileDocument.Rolling(bars: options.rollingLength, every: options.rollingStep)
        var window = RollingProfile(grid: grid, length: options.rollingLength, maximumRows: .max)
        let empty = ProfileContribution(prints: [], grid: grid, maximumCells: 1)
        for (index, row) in input.rows.enumerated() {
            window.add(contribution(row) ?? empty)
            let full = index + 1 - options.rollingLength
            guard full >= 0, full.isMultiple(of: options.rollingStep),
                let summary = scale.summary(window.profile, options.fraction)
            else { continue }
            rolling.values.append(
                ProfileDocument.Rolling.Value(
                    endBar: index, pocRow: summary.pocRow, total: summary.total, delta: summary.delta,
                    va2: [summary.va2.valRow, summary.va2.vahRow],
                    va1: [summary.va1.valRow, summary.va1.vahRow]))
            if options.rollingLimit > 0, rolling.values.count >= options.rollingLimit { break }
        }
        return rolling
    }

    private func ranges() -> [ProfileDocument.Summary] {
        options.ranges.compactMap { range in
            var profile = VolumeProfile(grid: grid)
            for row in input.rows where range.contains(row.time) { add(row, to: &profile) }
            var summary = scale.summary(profile, options.fraction)
            summary?.startMs = range.lowerBound.milliseconds
            summary?.endMsExclusive = range.upperBound.milliseconds
            return summary
        }
    }
}
