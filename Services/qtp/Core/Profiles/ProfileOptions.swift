public import Domain
public import Profiles

/// What `qtp profile` is asked for.
public struct ProfileOptions: Sendable {
    /// Which parts are written.
    public enum Mode: String, Sendable, CaseIterable {
        /// The whole, its sessions and their naked points of control, and of candles the rolling windows.
        case all
        /// Each session, and the naked points of control.
        case session
        /// The profile of the last so many rows, every so many rows.
        case rolling
        /// The ranges asked for.
        case fixed
        /// From a moment to the end.
        case anchored
        /// Everything joined: sessions, and the venues of several files.
        case composite
        /// Point of control and value area after every row.
        case developing
        /// Time price opportunities.
        case tpo
        /// Volume-weighted average price and its bands.
        case vwap
    }
    /// How bought and sold are told apart in a candle.
    public enum DeltaMode: String, Sendable, CaseIterable {
        /// What takers bought, as the file says.
        case taker
        /// By where the candle closed within its range.
        case clv
        /// All of it by whether it closed at or above its open.
        case polarity
    }
    /// Which parts are written.
    public var mode = Mode.all
    /// The price step as decimal text; nil for the coarsest of which all prices are multiples.
    public var tick: String?
    /// Height of a row in ticks; nil chooses it from the range of prices.
    public var ticksPerRow: Int64?
    /// Rows that an automatic height aims at.
    public var targetRows = 256
    /// More rows than this are refused.
    public var maximumRows = 1_000_000
    /// When sessions begin.
    public var clock = SessionClock()
    /// Part of the volume inside the value area.
    public var fraction = Rate(basisPoints: 7000)
    /// Nil takes what takers bought where the file says so, else the place of the close.
    public var deltaMode: DeltaMode?
    /// Length of a rolling window, in rows of the file.
    public var rollingLength = 240
    /// Rows from one window to the next.
    public var rollingStep = 60
    /// Windows that are written at most; 0 for all.
    public var rollingLimit = 0
    /// Ranges asked for.
    public var ranges: [Range<Timestamp>] = []
    /// Length of a bracket, in milliseconds.
    public var bracket: Int64 = 1_800_000
    /// Brackets of the initial balance.
    public var initialBrackets = 2

    /// The defaults.
    public init() {}
}

/// Why a profile cannot be made as asked.
public enum ProfileFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is no row in the range.
    case nothing
    /// An option has no sense for this input.
    case option(String, String)
    /// The range of prices is too wide for such low rows.
    case tooManyRows(Int64, limit: Int, remedy: Int64)

    /// What is wrong and how to mend it, in one line.
    public var description: String {
        switch self {
        case .nothing: "there is no row to make a profile of"
        case .option(let name, let reason): "--\(name) \(reason)"
        case .tooManyRows(let count, let limit, let remedy):
            "prices span \(count) rows and \(limit) are the most (--max-rows): take --ticks-per-row \(remedy) or more"
        }
    }
}
