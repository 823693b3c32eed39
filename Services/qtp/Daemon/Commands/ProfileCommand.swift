public import ArgumentParser
import Domain
public import OperatorCore
import Profiles

extension ProfileOptions.Mode: ExpressibleByArgument {}
extension ProfileOptions.DeltaMode: ExpressibleByArgument {}

/// `qtp profile`.
struct ProfileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile", abstract: "Makes volume profiles of recorded trades or candles.",
        discussion: """
            Trades (time_ms,price,qty,is_buyer_maker) are counted exactly. Candles (open_time_ms,open,high,low,close,\
            volume, and taker_buy_volume if there) are spread evenly over their range, which is an approximation; the \
            result says which in "mode" and "delta_mode". Files may be gzip.

            Writes JSON; comma-separated with --mode developing and --mode vwap. docs/volume-profile.md describes the \
            rules and every field.
            """)

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Trades or candles; of several, such as two venues of one symbol, the sum.", valueName: "file"))
    var input: [String]
    @Option(
        help: """
            all (the whole, its sessions, naked points of control, rolling windows of candles, and --range), session, \
            rolling, fixed (--range), anchored (--anchor), composite (everything joined), developing (after every row), \
            tpo (time price opportunities), or vwap.
            """)
    var mode = ProfileOptions.Mode.all
    @Option(
        help: ArgumentHelp(
            "Price step; when absent the coarsest of which all prices are multiples.", valueName: "price"))
    var tick: String?
    @Option(help: ArgumentHelp("Height of a row; chosen by --rows when absent.", valueName: "ticks"))
    var ticksPerRow: Int64?
    @Option(
        help: ArgumentHelp(
            "Rows an automatic height aims at: it is 1, 2, 5, 10, … ticks.", valueName: "count"))
    var rows = 256
    @Option(help: ArgumentHelp("More rows than this are refused.", valueName: "count"))
    var maxRows = 1_000_000
    @Option(help: ArgumentHelp("Length of a session: 1d, 8h, 30m, 30s or milliseconds.", valueName: "length"))
    var session = LengthText(milliseconds: 86_400_000)
    @OptionGroup var sessions: SessionOptions
    @Option(
        help: ArgumentHelp("Part of the volume inside the value area, above 0, at most 1.", valueName: "part")
    )
    var valueArea = "0.7"
    @Option(
        name: [.long, .customLong("delta-mode")],
        help: """
            How bought and sold are told apart in a candle: taker (what takers bought; the default where the file says \
            it), clv (by the place of the close within the range; the default else), polarity (all by its direction).
            """)
    var delta: ProfileOptions.DeltaMode?
    @Option(help: ArgumentHelp("Length of a rolling window.", valueName: "rows"))
    var rollingBars = 240
    @Option(help: ArgumentHelp("From one rolling window to the next.", valueName: "rows"))
    var rollingEvery = 60
    @Option(help: ArgumentHelp("Rolling windows that are written at most; 0 for all.", valueName: "count"))
    var rollingLimit = 0
    @Option(
        help: ArgumentHelp(
            "A fixed range, its end left out: 2018-01-01..2018-02-01; repeatable.", valueName: "range"))
    var range: [String] = []
    @Option(help: ArgumentHelp("Where an anchored profile begins.", valueName: "time"))
    var anchor: MomentText?
    @Option(help: ArgumentHelp("Length of a bracket of --mode tpo.", valueName: "length"))
    var bracket = LengthText(milliseconds: 1_800_000)
    @Option(help: ArgumentHelp("Brackets of the initial balance of --mode tpo.", valueName: "count"))
    var initialBrackets = 2
    @OptionGroup var series: SeriesOptions

    func run() throws {
        let options = try options()
        if mode == .vwap {
            guard input.count == 1 else { throw ValidationError("--mode vwap takes one --input.") }
            let clock = anchor == nil ? options.clock : nil
            let start = anchor?.timestamp ?? .distantPast
            return try series.write(
                VWAPSeries.make(of: input[0], clock: clock) { $0 >= start && series.isWanted($0) })
        }
        let rows = try ProfileInput(
            contentsOf: input, tick: tick, usesTakerVolume: (delta ?? .taker) == .taker,
            isWanted: series.isWanted)
        if delta == .taker, let first = rows.rows.first, case .candle(_, _, _, _, _, nil) = first.item {
            throw ValidationError("--delta taker needs the column taker_buy_volume.")
        }
        let run = try ProfileRun(rows, named: input.joined(separator: ","), options)
        switch mode {
        case .developing: try series.write(run.developing())
        case .tpo: try series.write(run.timePriceDocument())
        case .all, .session, .rolling, .fixed, .anchored, .composite, .vwap: try series.write(run.document())
        }
    }

    private func options() throws -> ProfileOptions {
        var options = ProfileOptions()
        options.mode = mode
        options.tick = tick
        options.ticksPerRow = ticksPerRow
        guard rows >= 2, maxRows >= 2, maxRows <= 10_000_000 else {
            throw ValidationError("--rows and --max-rows are at least 2, and --max-rows at most 10000000.")
        }
        options.targetRows = rows
        options.maximumRows = maxRows
        options.clock = try sessions.clock(session)
        guard let fraction = Rate(valueArea), fraction.isPositive, fraction <= Rate(whole: 1) else {
            throw ValidationError("--value-area is above 0 and at most 1.")
        }
        options.fraction = fraction
        options.deltaMode = delta
        guard rollingBars >= 1, rollingEvery >= 1, rollingLimit >= 0, bracket.milliseconds > 0 else {
            throw ValidationError("--rolling-bars, --rolling-every and --bracket are at least 1.")
        }
        options.rollingLength = rollingBars
        options.rollingStep = rollingEvery
        options.rollingLimit = rollingLimit
        options.ranges = try range.map(Self.range)
        if let anchor { options.ranges.append(anchor.timestamp..<Timestamp(milliseconds: .max)) }
        if options.ranges.isEmpty, mode == .fixed || mode == .anchored {
            throw ValidationError(
                mode == .fixed ? "--mode fixed needs --range." : "--mode anchored needs --anchor.")
        }
        options.bracket = bracket.milliseconds
        options.initialBrackets = initialBrackets
        return options
    }

    private static func range(_ text: String) throws -> Range<Timestamp> {
        guard let middle = text.firstRange(of: ".."),
            let start = MomentText(argument: String(text[..<middle.lowerBound]))?.timestamp,
            let end = MomentText(argument: String(text[middle.upperBound...]))?.timestamp, start < end
        else { throw ValidationError("--range \(text) is not of the form START..END, START before END.") }
        return start..<end
    }
}

/// `qtp vwap`.
struct VWAPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vwap",
        abstract: "Writes the volume-weighted average price and its bands after every row.",
        discussion: """
            Of candles (price: mean of high, low and close) or trades, plain or gzip. Adds the columns \
            vwap,sd,u1,l1,u2,l2,u3,l3: the average, the standard deviation, and the bands 1, 2 and 3 of it away.
            """)

    @Option(help: ArgumentHelp("Trades or candles.", valueName: "file"))
    var input: String
    @Option(
        help: ArgumentHelp(
            "When it begins anew: 1d, 8h, …; never when absent, which is the VWAP anchored at --from.",
            valueName: "length"))
    var session: LengthText?
    @OptionGroup var sessions: SessionOptions
    @OptionGroup var series: SeriesOptions

    func run() throws {
        let clock = try session.map { try sessions.clock($0) }
        try series.write(VWAPSeries.make(of: input, clock: clock, isWanted: series.isWanted))
    }
}

/// `qtp candles`.
struct CandlesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "candles",
        abstract: "Makes candles of trades, or longer candles of shorter ones, exactly.",
        discussion: """
            A candle begins at a multiple of its length since 1970 UTC; where nothing traded there is none. Of trades it \
            has the columns open_time_ms,open,high,low,close,volume,quote_volume,trades,taker_buy_volume; of candles \
            those of the file.
            """)

    @Option(help: ArgumentHelp("Trades or candles, plain or gzip.", valueName: "file"))
    var input: String
    @Option(help: ArgumentHelp("Length of a candle: 10s, 1m, 4h, 1d or milliseconds.", valueName: "length"))
    var interval: LengthText
    @OptionGroup var series: SeriesOptions

    func run() throws {
        guard interval.milliseconds > 0 else {
            throw ValidationError("--interval must be longer than nothing.")
        }
        try series.write(
            CandleSeries.make(of: input, length: interval.milliseconds, isWanted: series.isWanted))
    }
}
