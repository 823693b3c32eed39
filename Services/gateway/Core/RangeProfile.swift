public import Domain
public import Profiles

/// The volume profile of any range of time, made of what is stored.
public struct RangeProfile: Sendable {
    /// What it is made of.
    public enum Source: String, Sendable {
        /// Exact.
        case trades
        /// Each bar's volume is spread evenly over its range.
        case bars
    }
    private let instrument: InstrumentID
    private let range: Range<Timestamp>
    private let rows: Int
    private let fraction: Rate

    /// The profile a checked request asks for.
    ///
    /// - Throws: ``Problem`` for a range that ends before it starts.
    public init(_ values: RequestValues) throws(Problem) {
        guard let instrument = values.instrument("instrument"), let from = values.integer("from"),
            let to = values.integer("to")
        else { throw .invalid([.init(["query", "instrument"], "is required", kind: "missing")]) }
        guard from < to else {
            throw .invalid([.init(["query", "to"], "must be later than from", kind: "value_error")])
        }
        self.instrument = instrument
        range = Timestamp(milliseconds: Int64(from))..<Timestamp(milliseconds: Int64(to))
        rows = values.integer("rows") ?? 64
        fraction = Rate(basisPoints: Int64((values.integer("valueAreaPercent") ?? 70) * 100))
    }

    /// The document of trades, in the form of ``Resource/volumeProfile``.
    public func json(of trades: [Print], tick: Price?) -> JSONValue {
        guard let first = trades.first else { return json(nil, .trades, Price(whole: 1)) }
        let grid = ProfileGrid(near: first.price, tick: tick)
        var session = SessionProfile(grid: grid, maximumRows: rows)
        session.add(ProfileContribution(prints: trades, grid: grid, maximumCells: rows))
        return json(session.profile, .trades, session.profile.grid.rowSize)
    }

    /// The document of bars, in the form of ``Resource/volumeProfile``.
    public func json(of bars: [Bar], tick: Price?) -> JSONValue {
        guard let first = bars.first else { return json(nil, .bars, Price(whole: 1)) }
        let grid = ProfileGrid(near: first.close, tick: tick)
        var session = SessionProfile(grid: grid, maximumRows: rows)
        for bar in bars { session.add(ProfileContribution(spreading: bar, .closeLocation, grid: grid)) }
        return json(session.profile, .bars, session.profile.grid.rowSize)
    }

    private func json(_ profile: VolumeProfile?, _ source: Source, _ rowSize: Price) -> JSONValue {
        let levels = profile?.levels(fraction: fraction)
        let volume = profile?.volume ?? .zero
        return [
            "instrument": .text(instrument.description), "from": .integer(range.lowerBound.milliseconds),
            "to": .integer(range.upperBound.milliseconds), "source": .text(source.rawValue),
            "rowSize": .text(rowSize.description),
            "pointOfControl": levels.map { .number($0.pointOfControl.description) } ?? .null,
            "valueAreaHigh": .text(levels?.valueAreaHigh.description),
            "valueAreaLow": .text(levels?.valueAreaLow.description),
            "volume": .text(volume.total.description), "delta": .text(volume.delta.description),
            "rows": .array(profile.map(Self.rows) ?? []),
        ]
    }

    private static func rows(of profile: VolumeProfile) -> [JSONValue] {
        profile.rows.enumerated().map { offset, row in
            let number = profile.firstRow + Int64(offset)
            return [
                "low": .text(profile.grid.low(of: number).description),
                "high": .text(profile.grid.high(of: number).description),
                "volume": .text(row.total.description), "buyVolume": .text(row.buy.description),
                "sellVolume": .text(row.sell.description),
            ]
        }
    }
}
