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
    /// What must be made of trades, or must not; nil takes trades where they are stored.
    public let wanted: Source?
    /// Length of the bars it is made of where it is not made of trades; nil for the shortest stored.
    public let interval: Interval?
    /// The instruments whose volumes are added, the one asked for first.
    public let instruments: [InstrumentID]
    private let rule: ValueAreaRule
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
        let other = values.instrument("with")
        guard other != instrument else {
            throw .invalid([
                .init(["query", "with"], "must be another instrument", kind: "value_error")
            ])
        }
        instruments = [instrument] + (other.map { [$0] } ?? [])
        wanted = values.text("source").flatMap(Source.init)
        interval = values.text("interval").flatMap(Interval.init)
        rule = values.text("valueAreaRule") == "single" ? .singleRow : .rowPairs
        range = Timestamp(milliseconds: Int64(from))..<Timestamp(milliseconds: Int64(to))
        rows = values.integer("rows") ?? 64
        fraction = Rate(basisPoints: Int64((values.integer("valueAreaPercent") ?? 70) * 100))
    }

    /// The document of trades, in the form of ``Resource/volumeProfile``.
    ///
    /// - Parameters:
    ///   - trades: of all ``instruments``, in any order.
    ///   - tick: the price step; nil where unknown.
    /// - Returns: the document.
    public func json(of trades: [Print], tick: Price?) -> JSONValue {
        var average = VolumeWeightedPrice()
        for trade in trades {
            average.add(price: trade.price.approximation, volume: trade.quantity.approximation)
        }
        return json(.trades, first: trades.first?.price, tick, average) { session, grid in
            session.add(ProfileContribution(prints: trades, grid: grid, maximumCells: rows))
        }
    }

    /// The document of bars, in the form of ``Resource/volumeProfile``.
    ///
    /// - Parameters:
    ///   - bars: of all ``instruments``, in any order.
    ///   - tick: the price step; nil where unknown.
    /// - Returns: the document.
    public func json(of bars: [Bar], tick: Price?) -> JSONValue {
        var average = VolumeWeightedPrice()
        for bar in bars {
            let sum = bar.high.approximation + bar.low.approximation + bar.close.approximation
            average.add(price: sum / 3, volume: bar.volume.approximation)
        }
        return json(.bars, first: bars.first?.close, tick, average) { session, grid in
            for bar in bars { session.add(ProfileContribution(spreading: bar, .closeLocation, grid: grid)) }
        }
    }

    private func json(
        _ source: Source, first price: Price?, _ tick: Price?, _ average: VolumeWeightedPrice,
        _ fill: (inout SessionProfile, ProfileGrid) -> Void
    ) -> JSONValue {
        let grid = price.map { ProfileGrid(near: $0, tick: tick) } ?? ProfileGrid(rowSize: Price(whole: 1))
        var session = SessionProfile(grid: grid, maximumRows: rows)
        if price != nil { fill(&session, grid) }
        let profile = session.profile
        let levels = profile.levels(fraction: fraction, rule: rule)
        let nodes = profile.nodes()
        func middles(_ rows: [Int64]) -> JSONValue {
            .array(
                rows.map { row in
                    let edges = profile.grid.low(of: row).units + profile.grid.high(of: row).units
                    return .number((Double(edges) / (2 * Double(Price.unitsPerWhole))).description)
                })
        }
        return [
            "instrument": .text(instruments[0].description),
            "from": .integer(range.lowerBound.milliseconds), "to": .integer(range.upperBound.milliseconds),
            "source": .text(source.rawValue), "rowSize": .text(profile.grid.rowSize.description),
            "pointOfControl": levels.map { .number($0.pointOfControl.description) } ?? .null,
            "valueAreaHigh": .text(levels?.valueAreaHigh.description),
            "valueAreaLow": .text(levels?.valueAreaLow.description),
            "volume": .text(profile.volume.total.description),
            "delta": .text(profile.volume.delta.description), "rows": .array(Self.rows(of: profile)),
            "with": .text(instruments.dropFirst().first?.description),
            "vwap": average.value.map { .number($0.description) } ?? .null,
            "vwapDeviation": average.deviation.map { .number($0.description) } ?? .null,
            "highVolumeNodes": middles(nodes.high), "lowVolumeNodes": middles(nodes.low),
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
