public import Domain
public import History

/// The whole venue: its instruments and all that will ever happen on it.
///
/// What has happened is a matter of the clock.
public struct Venue: Sendable {
    /// The instruments, ascending by name.
    public let markets: [Market]
    private let places: [String: Int]

    /// A venue with these recordings.
    ///
    /// - Throws: ``HistoryError/invalidSeries(_:reason:)`` for a recording that is empty or absurd.
    public init(_ series: [BarSeries]) throws(HistoryError) {
        var markets: [Market] = []
        for series in series.sorted(by: { $0.instrument < $1.instrument }) {
            guard !series.bars.isEmpty else {
                throw .invalidSeries(
                    series.instrument, reason: "no bar in the stretch of time that was asked for")
            }
            markets.append(try Market(series))
        }
        self.markets = markets
        places = Dictionary(
            uniqueKeysWithValues: markets.enumerated().map { ($0.element.symbol, $0.offset) })
    }

    /// The market of a symbol as REST spells it; nil for an unknown one.
    func market(_ symbol: String) -> Market? { places[symbol].map { markets[$0] } }

    /// Right before the first event.
    public var beginning: Timestamp {
        let first = markets.compactMap { $0.series.bars.first?.openedAt.milliseconds }.min() ?? 0
        return Timestamp(milliseconds: first - 1)
    }

    /// When the last event occurs.
    public var end: Timestamp {
        Timestamp(milliseconds: markets.compactMap { $0.series.bars.last?.closedAt.milliseconds }.max() ?? 0)
    }

    /// All that happens after `clock`, in order.
    public func events(after clock: Timestamp) -> VenueEvents { VenueEvents(self, after: clock) }
}
