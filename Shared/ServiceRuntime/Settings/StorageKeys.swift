/// Keys of how the history is kept.
public enum StorageKeys {
    /// The pause between two refreshes of candles.
    public static let candlePause = Setting<Int>(
        "storage.candle-pause-milliseconds", default: 5_000, in: 100...600_000,
        "Pause after which candles made from trades are brought up to date; they are exact meanwhile, too.",
        unit: "ms")
    /// How long bars are kept.
    public static let keepBars = keep("bars", "bars")
    /// How long trades are kept.
    public static let keepTrades = keep("trades", "trades; candles made from them stay")
    /// How long signals are kept.
    public static let keepSignals = keep("signals", "signals")
    /// How long decisions are kept.
    public static let keepDecisions = keep("decisions", "decisions")
    /// When chunks are compressed.
    public static let compressAfter = Setting<Int>(
        "storage.compress-after-days", default: 30,
        "Age from which history is compressed, where TimescaleDB can do that; 0 for never.", unit: "days",
        limits: days, check: isLongEnough)

    private static let days = "0, or 8 to 36500"
    /// Trades may come a week late, and a late one should find its neighbours as they were.
    private static func isLongEnough(_ days: Int) -> Bool { days == 0 || (8...36_500).contains(days) }

    private static func keep(_ table: String, _ what: String) -> Setting<Int> {
        Setting<Int>(
            "storage.keep-\(table)-days", default: 0, "How long the database keeps \(what); 0 for ever.",
            unit: "days", limits: days, check: isLongEnough)
    }

    /// The section of the reference.
    static let section = SettingsSchema.Section(
        "Storage", readers: "`recorder`",
        [
            candlePause.declaration, keepBars.declaration, keepTrades.declaration, keepSignals.declaration,
            keepDecisions.declaration, compressAfter.declaration,
        ])
}
