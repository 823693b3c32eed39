/// For which bars the feed publishes trades.
public enum FeedTrades: String, SettingWord {
    case all, live, none
}

/// Keys of the market feed.
public enum FeedKeys {
    /// Where a new instrument begins.
    public static let start = Setting<Int>(
        "feed.start-milliseconds", default: -1, in: -1...4_102_444_800_000,
        "First bar wanted of an instrument that is new, milliseconds since 1970; -1 lets feed.history-bars decide.",
        unit: "ms")
    /// How much history a new instrument gets.
    public static let historyBars = Setting<Int>(
        "feed.history-bars", default: 1_000, in: 1...1_000_000,
        "Bars before the present with which a new instrument begins.", unit: "bars")
    /// Which trades are published.
    public static let trades = Setting<FeedTrades>(
        "feed.trades", default: .all,
        "Whether trades are published of all bars, of live ones alone, or of none; history's are fetched one by one."
    )
    /// When silence is looked into.
    public static let silence = Setting<Int>(
        "feed.silence-milliseconds", default: 10_000, in: 1_000...600_000,
        "Silence of the stream after which the venue is asked whether it has more than it sends.", unit: "ms")

    /// The section of the reference.
    static let section = SettingsSchema.Section(
        "Feed", readers: "`market-feed`",
        [start.declaration, historyBars.declaration, trades.declaration, silence.declaration])
}
