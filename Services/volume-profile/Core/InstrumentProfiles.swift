import Domain
import Pipeline
import Profiles

/// One instrument's profiles, and what waits to enter them.
///
/// Bars and trades come on two streams. Both wait in the order of their stream; the oldest bar is taken as
/// soon as the last trade that belongs to it has been seen, and then with exactly the trades up to that one.
/// So the profiles are a function of how far each stream was read.
struct InstrumentProfiles: Sendable, Codable, Equatable {
    /// What comes on `bars` and must keep its place among them.
    enum Arrival: Sendable, Codable, Equatable {
        /// With the trace it belongs to, which the answer continues.
        case bar(Bar, trace: String?)
        case tick(Price)
    }

    struct PendingTrade: Sendable, Equatable {
        let id: Int64
        let print: Print
    }

    /// What is known of one interval's bars.
    private struct Track: Sendable, Codable, Equatable {
        let interval: Interval
        /// The newest bar that arrived; older ones are repeats.
        var arrived: Timestamp
        /// The levels when the interval's last bar was answered, against which the next one is judged.
        var levels: LevelPair?
        var closes = CloseTrack()
    }

    private var tick: Price?
    /// The shortest interval seen so far.
    ///
    /// Its bars make the profiles; longer bars repeat the same volume.
    private var base: Interval?
    private var rolling: RollingProfile?
    private var session: Session?
    /// Of past sessions; nil before the first base bar.
    private var naked: NakedPointsOfControl?
    /// Levels of the profiles as they are now; nil when a bar has changed them since.
    private var current: LevelPair?
    private var tracks: [Track] = []
    private(set) var waitingBars = Backlog<Arrival>()
    private(set) var waitingTrades = Backlog<PendingTrade>()
    private var lastTradeID: Int64?

    private struct Session: Sendable, Codable, Equatable {
        let time: Range<Timestamp>
        var profile: SessionProfile
        var average = VolumeWeightedPrice()
    }

    // MARK: - Arrivals

    /// Takes note of a valid bar.
    ///
    /// - Returns: false for a repeat, which changes nothing.
    mutating func arrive(_ bar: Bar, trace: String?) -> Bool {
        if let index = tracks.firstIndex(where: { $0.interval == bar.interval }) {
            guard bar.openedAt > tracks[index].arrived else { return false }
            tracks[index].arrived = bar.openedAt
        } else {
            tracks.append(Track(interval: bar.interval, arrived: bar.openedAt, levels: nil))
        }
        waitingBars.append(.bar(bar, trace: trace))
        return true
    }

    /// Takes note of the venue's price step, from the next bar on.
    mutating func arrive(tick: Price) { waitingBars.append(.tick(tick)) }

    /// Takes note of a valid trade.
    ///
    /// - Returns: false for a repeat, which changes nothing.
    mutating func arrive(_ trade: Trade) -> Bool {
        guard lastTradeID.map({ trade.id > $0 }) ?? true else { return false }
        lastTradeID = trade.id
        let print = Print(price: trade.price, quantity: trade.quantity, aggressor: trade.aggressor)
        waitingTrades.append(PendingTrade(id: trade.id, print: print))
        return true
    }

    // MARK: - Progress

    /// Takes the oldest bar that has all its trades.
    ///
    /// - Returns: the bar, the answer to it, and its trace; nil when the next bar waits for a trade, or there is none.
    mutating func next(
        _ settings: ProfileSettings
    ) -> (bar: Bar, answer: ProfileOpinion, trace: String?)? {
        while let arrival = waitingBars.first {
            switch arrival {
            case .tick(let size):
                tick = size
                _ = waitingBars.popFirst()
            case .bar(let bar, let trace):
                // Seen means seen or passed: trades come in the order of their numbers.
                if let last = bar.lastTradeID, last > lastTradeID ?? .min { return nil }
                _ = waitingBars.popFirst()
                return (bar, take(bar, settings), trace)
            }
        }
        return nil
    }

    private mutating func take(_ bar: Bar, _ settings: ProfileSettings) -> ProfileOpinion {
        let touched = base.map({ bar.interval <= $0 }) ?? true ? add(bar, settings) : []
        let levels = current ?? measure(settings)
        current = levels
        let track = tracks.firstIndex { $0.interval == bar.interval }
        let previous = track.flatMap { tracks[$0].levels }
        var closes = track.map { tracks[$0].closes } ?? CloseTrack()
        let opinion = ProfileOpinion(
            of: bar, levels: levels, previous: previous, track: &closes, touched: touched, settings.signals)
        if let track {
            tracks[track].levels = levels
            tracks[track].closes = closes
        }
        return opinion
    }

    /// Adds a bar of the base interval.
    ///
    /// - Returns: the naked points of control it touched.
    private mutating func add(_ bar: Bar, _ settings: ProfileSettings) -> [NakedPointsOfControl.Point] {
        if base != bar.interval {
            // Bars of different lengths do not mix in one window.
            base = bar.interval
            rolling = nil
            session = nil
            naked = nil
        }
        let grid = rolling?.profile.baseGrid ?? grid(for: bar, settings)
        if session?.time.contains(bar.openedAt) != true { beginSession(with: bar, grid, settings) }
        let touched = naked?.pass(low: bar.low, high: bar.high, close: bar.close) ?? []
        let contribution = contribution(of: bar, grid: grid, settings)
        var window =
            rolling
            ?? RollingProfile(grid: grid, length: settings.rollingLength, maximumRows: settings.maximumRows)
        rolling = nil
        window.add(contribution)
        rolling = window
        session?.profile.add(contribution)
        current = nil
        return touched
    }

    private mutating func beginSession(with bar: Bar, _ grid: ProfileGrid, _ settings: ProfileSettings) {
        if let ended = session, let leader = ended.profile.profile.pointOfControl {
            let rows = ended.profile.profile.grid
            naked?.add(
                NakedPointsOfControl.Point(
                    session: ended.time.lowerBound,
                    doubledPrice: Int128(rows.low(of: leader).units) + Int128(rows.high(of: leader).units)))
        }
        naked = naked ?? NakedPointsOfControl(limit: settings.signals.nakedSessions)
        session = Session(
            time: settings.clock.session(at: bar.openedAt),
            profile: SessionProfile(grid: grid, maximumRows: settings.maximumRows))
    }

    private func grid(for bar: Bar, _ settings: ProfileSettings) -> ProfileGrid {
        guard let rowTicks = settings.rowTicks, let tick else {
            return ProfileGrid(near: bar.close, tick: tick)
        }
        let (height, overflowed) = tick.units.multipliedReportingOverflow(by: rowTicks)
        // A row as high as any price can be holds every price.
        return ProfileGrid(rowSize: Price(units: overflowed ? Price.limit : min(height, Price.limit)))
    }

    /// The bar's trades if it has any, else the bar itself spread over its range.
    private mutating func contribution(
        of bar: Bar, grid: ProfileGrid, _ settings: ProfileSettings
    ) -> ProfileContribution {
        var prints: [Print] = []
        if let last = bar.lastTradeID {
            while let trade = waitingTrades.first, trade.id <= last {
                prints.append(trade.print)
                _ = waitingTrades.popFirst()
            }
        }
        guard prints.isEmpty else {
            for print in prints {
                session?.average.add(
                    price: print.price.approximation, volume: print.quantity.approximation)
            }
            return ProfileContribution(prints: prints, grid: grid, maximumCells: settings.maximumRows)
        }
        session?.average.add(
            price: (bar.high.approximation + bar.low.approximation + bar.close.approximation) / 3,
            volume: bar.volume.approximation)
        return ProfileContribution(spreading: bar, .closeLocation, grid: grid)
    }

    private func measure(_ settings: ProfileSettings) -> LevelPair {
        func levels(_ profile: VolumeProfile?, _ barCount: Int?) -> LevelPair.Levels? {
            guard let profile, let levels = profile.levels(fraction: settings.valueAreaFraction) else {
                return nil
            }
            return LevelPair.Levels(
                levels: levels, isSettled: barCount ?? 0 >= settings.minimumBars,
                exactShare: profile.exactShare)
        }
        let grid = rolling?.profile.grid ?? ProfileGrid(rowSize: Price(whole: 1))
        let nodes = rolling?.profile.nodes().low ?? []
        return LevelPair(
            session: levels(session?.profile.profile, session?.profile.barCount),
            rolling: levels(rolling?.profile, rolling?.barCount), rowHeight: grid.rowSize,
            nodes: nodes.map { LevelPair.Node(low: grid.low(of: $0), high: grid.high(of: $0)) },
            average: session?.average.value, deviation: session?.average.deviation)
    }
}

extension InstrumentProfiles.PendingTrade: Codable {
    /// Reads what ``encode(to:)`` wrote.
    init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        id = try container.decode(Int64.self)
        print = Print(
            price: Price(units: try container.decode(Int64.self)),
            quantity: Quantity(units: try container.decode(Int128.self)),
            aggressor: try container.decode(Side.self))
    }

    /// Thousands may wait, so each is a bare list.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        try container.encode(id)
        try container.encode(print.price.units)
        try container.encode(print.quantity.units)
        try container.encode(print.aggressor)
    }
}
