extension JobKind {
    /// Asks the venue for bars once more, as the router does for a hole.
    public static let backfill = JobKind(
        "backfill", "Asks the venue for an instrument's base bars once more, and counts what it brings.",
        [
            JobField(
                "instrument", .instrument, "The instrument, `venue:symbol`; it must be subscribed.",
                isRequired: true, example: "sim:BTCUSD"),
            JobField(
                "from", .timestamp, "First bar wanted, milliseconds UTC, the start of a base bar.",
                isRequired: true,
                example: "1514764800000"),
            JobField(
                "to", .timestamp, "First bar not wanted, milliseconds UTC, the start of a base bar.",
                isRequired: true, example: "1517443200000"),
        ])
}
