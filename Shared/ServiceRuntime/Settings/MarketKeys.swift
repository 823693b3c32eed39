public import Domain

/// Keys of the venue and of what is traded there.
public enum MarketKeys {
    /// The venue's name.
    public static let venueName = Setting<String>(
        "venue.name", default: "sim", "The venue's name in the suite: the first part of `venue:symbol`.",
        limits: "1 to 16 lower-case letters, digits or dashes",
        check: { name in
            (1...16).contains(name.utf8.count)
                && name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        })
    /// The venue's REST interface.
    public static let restURL = Setting<ConnectionURL>(
        "venue.rest-url", default: ConnectionURL("http://127.0.0.1:9010"),
        "Base URL of the venue's REST interface, Binance Spot's protocol.")
    /// The venue's WebSocket interface.
    public static let webSocketURL = Setting<ConnectionURL>(
        "venue.ws-url", default: ConnectionURL("ws://127.0.0.1:9010"),
        "Base URL of the venue's WebSocket streams, Binance Spot's protocol.")
    /// What is streamed.
    public static let instruments = Setting<[InstrumentID]>(
        "instruments",
        default: [
            InstrumentID(venue: "sim", symbol: "BTCUSD"), InstrumentID(venue: "sim", symbol: "ETHUSD"),
        ],
        "Instruments streamed from the start; commands add others.", limits: "at most 500, each once",
        check: { $0.count <= 500 && Set($0).count == $0.count })
    /// Base and higher timeframes.
    public static let intervals = Setting<[Interval]>(
        "intervals", default: [.thirtyMinutes, .fourHours],
        "Bars to work with, base first: the base comes from the venue, the others are built from it.",
        limits: "not empty, each a multiple of the first, ascending",
        check: { intervals in
            guard let base = intervals.first else { return false }
            return zip(intervals, intervals.dropFirst()).allSatisfy { $0 < $1 }
                && intervals.allSatisfy { $0.isMultiple(of: base) }
        })

    /// The venue's section of the reference.
    static let venueSection = SettingsSchema.Section(
        "Venue", readers: "`market-feed`",
        [venueName.declaration, restURL.declaration, webSocketURL.declaration, instruments.declaration])
    /// The bars' section of the reference.
    static let barsSection = SettingsSchema.Section(
        "Bars", readers: "`market-feed`, `router` and `gateway`", [intervals.declaration])
}
