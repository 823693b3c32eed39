import Domain

extension Resource {
    private static let directions = Direction.allCases.map(\.rawValue)

    /// What the cipher engine measured.
    static let features = Resource(
        "Features", "What the cipher engine measured on one bar.",
        [
            .instrument, .intervalOfBar, .openedAt,
            .evidence("wt1", of: "wt1", "WaveTrend, fast line.", example: "-53.25"),
            .evidence("wt2", of: "wt2", "WaveTrend, its mean of three bars.", example: "-48.5"),
            .evidence("rsi", of: "rsi", "Relative strength, 0 to 100.", example: "38.75"),
            .evidence("moneyFlow", of: "rsi_mfi", "Money flow; above 0 is buying.", example: "12.5"),
            .key(
                "dots", .list(.text),
                "Every mark on the bar, by its column's name, and what higher intervals make of the direction.",
                column: "reasons", example: ["green_dot"]),
            .key(
                "values", .json,
                "Every number known, by its column's name, how higher intervals lean, and the parameters' fingerprint.",
                column: """
                    (SELECT coalesce(json_object_agg(item->>'name', item->'value'), '{}') \
                    FROM json_array_elements(evidence) AS item)
                    """,
                example: ["wt1": .number("-53.25"), "stc": .number("12.5"), "bias_4h": .number("-3.0")]),
            .key("direction", .word(directions), "What the engine expects."),
            .money("strength", "How sure it is, 0 to 1.", example: "0.8"),
        ],
        listing: .ofBars(
            "(SELECT * FROM signals WHERE engine = 'cipher-engine') AS features",
            filters: [("direction", "direction = $")]))

    /// The volume profiles' levels.
    static let profileLevels = Resource(
        "ProfileLevels", "Levels of the session's and the rolling volume profile after one bar.",
        [.instrument, .intervalOfBar, .openedAt] + ["session", "rolling"].flatMap(levels) + [
            .evidence(
                "rollingPointOfControlMigration", of: "rolling_poc_migration",
                "How far the rolling point of control moved on this bar.", example: "25"),
            .evidence(
                "sessionExact", of: "session_exact",
                "Part of the session's volume that was counted trade by trade; the rest is bars spread over their range.",
                example: "1"),
            .evidence(
                "rollingExact", of: "rolling_exact",
                "Part of the rolling profile's volume that was counted trade by trade.", example: "0.75"),
            .evidence(
                "sessionVWAP", of: "session_vwap", "Volume-weighted average price of the session.",
                example: "42080.5"),
            .evidence(
                "sessionVWAPDeviation", of: "session_vwap_deviation",
                "Standard deviation of the price around it.", example: "75.25"),
            .key(
                "reasons", .list(.text), "Stable codes of what was seen.", column: "reasons",
                example: ["rolling_value_area_low_rejection"]),
            .key("direction", .word(directions), "What the engine expects."),
            .money("strength", "How sure it is, 0 to 1.", example: "0.5"),
        ],
        listing: .ofBars(
            "(SELECT * FROM signals WHERE engine = 'volume-profile') AS profiles",
            filters: [("direction", "direction = $")]))

    private static func levels(_ kind: String) -> [ResourceField] {
        [
            .evidence(
                "\(kind)PointOfControl", of: "\(kind)_poc", "Price with most volume, \(kind) profile.",
                example: "42050"),
            .evidence(
                "\(kind)ValueAreaHigh", of: "\(kind)_vah", "Upper edge of the value area.", example: "42200"),
            .evidence(
                "\(kind)ValueAreaLow", of: "\(kind)_val", "Lower edge of the value area.", example: "41900"),
            .evidence(
                "\(kind)Delta", of: "\(kind)_delta", "What buyers took more than sellers, base asset.",
                example: "3.5"),
        ]
    }

    /// A profile of any time.
    static let volumeProfile = Resource(
        "VolumeProfile", "Volume traded at each price of a range of time. It covers `from` to `to`.",
        [
            ResourceField("instrument", .instrument, "`venue:symbol`."),
            ResourceField("from", .timestamp, "Start."),
            ResourceField("to", .timestamp, "End.", example: 1_767_312_000_000),
            ResourceField(
                "source", .word(["trades", "bars"]),
                "`trades` is exact; `bars` spreads each bar over its range."),
            ResourceField("rowSize", .decimal, "Height of a row, quote currency.", example: "10"),
            ResourceField(
                "pointOfControl", .number, "Middle of the row with most volume.", isNullable: true,
                example: .number("42055.0")),
            ResourceField(
                "valueAreaHigh", .decimal, "Upper edge of the value area.", isNullable: true, example: "42200"
            ),
            ResourceField(
                "valueAreaLow", .decimal, "Lower edge of the value area.", isNullable: true, example: "41900"),
            ResourceField("volume", .decimal, "All rows together, base asset.", example: "1250.5"),
            ResourceField("delta", .decimal, "What buyers took more than sellers.", example: "3.5"),
            ResourceField(
                "rows",
                .list(
                    .record([
                        ResourceField("low", .decimal, "Lower edge, which belongs to it.", example: "42050"),
                        ResourceField("high", .decimal, "Upper edge.", example: "42060"),
                        ResourceField("volume", .decimal, "Traded here, base asset.", example: "12.5"),
                        ResourceField("buyVolume", .decimal, "Of that, bought aggressively.", example: "8"),
                        ResourceField("sellVolume", .decimal, "Of that, sold aggressively.", example: "4.5"),
                    ])), "From the lowest price up."),
            ResourceField(
                "with", .instrument, "The other instrument whose volume is in it.", isNullable: true,
                example: "okx:BTCUSDT"),
            ResourceField(
                "vwap", .number, "Volume-weighted average price.", isNullable: true,
                example: .number("42061.25")),
            ResourceField(
                "vwapDeviation", .number, "Standard deviation of the price around it.", isNullable: true,
                example: .number("88.5")),
            ResourceField(
                "highVolumeNodes", .list(.number), "Middles of rows that stand out by much volume.",
                example: [.number("42055.0")]),
            ResourceField(
                "lowVolumeNodes", .list(.number), "Middles of rows that stand out by little volume.",
                example: [.number("41985.0")]),
        ])
}

extension ResourceField {
    /// One number of a signal's evidence; null while the engine warms up.
    static func evidence(
        _ name: String, of key: String, _ summary: String, example: String
    ) -> ResourceField {
        ResourceField(
            name, .number, summary, isNullable: true,
            column: "(SELECT item->>'value' FROM json_array_elements(evidence) AS item "
                + "WHERE item->>'name' = '\(key)' LIMIT 1)", example: .number(example))
    }
}
