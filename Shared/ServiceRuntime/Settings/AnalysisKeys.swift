public import Domain

/// Keys of the router.
public enum RouterKeys {
    /// Bars held behind a hole.
    public static let heldBars = Setting<Int>(
        "router.maximum-held-bars", default: 10_000, in: 1...1_000_000,
        "Bars of one instrument held behind a hole before the hole is given up and passed on as a gap.")
    /// The longest plausible hole.
    public static let holeDays = Setting<Int>(
        "router.maximum-hole-days", default: 1_830, in: 1...100_000,
        "Longest plausible hole; a bar from further ahead is refused.", unit: "days")

    /// The section of the reference.
    static let section = SettingsSchema.Section(
        "Router", readers: "`router`", [heldBars.declaration, holeDays.declaration])
}

/// Keys of the volume profiles.
public enum ProfileKeys {
    /// The rolling profile.
    public static let rollingLength = Setting<Int>(
        "profile.rolling-length", default: 240, in: 1...100_000, "Length of the rolling profile.",
        unit: "base bars")
    /// Warm-up.
    public static let minimumBars = Setting<Int>(
        "profile.minimum-bars", default: 48, in: 1...100_000,
        "Bars a profile must hold before it may speak; at most the rolling length.", unit: "base bars")
    /// Row height.
    public static let rowTicks = Setting<Int>(
        "profile.row-ticks", default: 0, in: 0...1_000_000_000,
        "Height of the finest rows; 0 chooses it from the first price.", unit: "ticks")
    /// Rows.
    public static let maximumRows = Setting<Int>(
        "profile.maximum-rows", default: 256, in: 2...100_000,
        "Rows a profile holds at most; beyond, neighbours are joined in pairs.")
    /// Value area.
    public static let valueArea = Setting<Rate>(
        "profile.value-area-fraction", default: Rate(basisPoints: 7_000),
        in: Rate(basisPoints: 1)...Rate(whole: 1), "Part of the volume inside the value area.")
    /// Session length.
    public static let sessionLength = Setting<Int>(
        "profile.session-length", default: 1440, in: 1...10_080, "Length of a session.", unit: "minutes")
    /// Session start.
    public static let sessionStart = Setting<Int>(
        "profile.session-start", default: 0, in: 0...10_079, "Where sessions begin, after midnight.",
        unit: "minutes")
    /// Session clocks.
    public static let sessionZone = Setting<String>(
        "profile.session-time-zone", default: "UTC",
        "Whose clocks sessions go by, such as `America/New_York`, with their changes.",
        limits: "a name in the machine's time zone database",
        check: { $0 == "UTC" || TimeZoneFile.read($0) != nil })
    /// Acceptance.
    public static let acceptedCloses = Setting<Int>(
        "profile.accepted-closes", default: 2, in: 1...1_000,
        "Closes in a row beyond an edge of the value area that accept it.", unit: "bars")
    /// Migration.
    public static let migrationRows = Setting<Int>(
        "profile.migration-rows", default: 4, in: 1...100_000,
        "Rows by which the rolling point of control moves at least to be a signal.", unit: "rows")
    /// Naked points of control.
    public static let nakedSessions = Setting<Int>(
        "profile.naked-sessions", default: 32, in: 1...10_000,
        "Sessions whose point of control is watched until it is touched.")
    /// Weight of a rejection.
    public static let rollingRejection = weight(
        "profile.rolling-rejection-weight", 5_000, "an edge of the rolling value area that refused the price")
    /// Weight of a rejection.
    public static let sessionRejection = weight(
        "profile.session-rejection-weight", 3_000,
        "an edge of the session's value area that refused the price")
    /// Weight of an acceptance.
    public static let acceptance = weight(
        "profile.acceptance-weight", 2_000, "a value area that was left for good")
    /// Weight of a migration.
    public static let migration = weight("profile.migration-weight", 1_000, "a point of control that moved")
    /// Weight of a touch.
    public static let nakedTouch = weight(
        "profile.naked-touch-weight", 2_000, "a naked point of control that was touched")
    /// Weight of a break.
    public static let nodeBreak = weight(
        "profile.node-break-weight", 1_000, "a low-volume node that was crossed")

    private static func weight(_ name: String, _ basisPoints: Int64, _ what: String) -> Setting<Rate> {
        Setting<Rate>(
            name, default: Rate(basisPoints: basisPoints), in: Rate.zero...Rate(whole: 1),
            "How much \(what) counts.")
    }

    /// The section of the reference.
    static let section = SettingsSchema.Section(
        "Quantum Volume Profile", readers: "`volume-profile`",
        [
            rollingLength.declaration, minimumBars.declaration, rowTicks.declaration, maximumRows.declaration,
            valueArea.declaration, sessionLength.declaration, sessionStart.declaration,
            sessionZone.declaration, acceptedCloses.declaration, migrationRows.declaration,
            nakedSessions.declaration, rollingRejection.declaration, sessionRejection.declaration,
            acceptance.declaration, migration.declaration, nakedTouch.declaration, nodeBreak.declaration,
        ])
}

/// Keys of the strategies.
public enum StrategyKeys {
    /// How many strategies.
    public static let maximum = Setting<Int>(
        "strategy.maximum-strategies", default: 64, in: 1...1_000, "Strategies that may be deployed at once.")

    /// The section of the reference.
    static let section = SettingsSchema.Section(
        "Strategies", readers: "`strategy-gen`", [maximum.declaration])
}
