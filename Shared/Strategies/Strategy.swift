public import Domain
import FoundationEssentials

/// When to be for or against an instrument, as data.
///
/// The language is closed: a strategy can say nothing but what these types say, whoever wrote it. `docs/strategies.md`
/// is its reference.
public struct Strategy: Sendable, Hashable {
    /// Unique among those deployed; lower-case letters, digits and hyphens.
    public let name: String
    /// What its author was thinking.
    public let description: String
    /// The instruments it speaks about; nil for all.
    public let instruments: [InstrumentID]?
    /// The interval whose bars it reads.
    public let interval: Interval
    /// What it expects when it enters: long or short, never flat.
    public let direction: Direction
    /// On which bars to enter.
    public let enter: Condition
    /// On which bars to leave.
    public let exit: Condition

    /// A strategy as told; ``validate()`` says whether it may be used.
    public init(
        name: String, description: String, instruments: [InstrumentID]? = nil, interval: Interval,
        direction: Direction, enter: Condition, exit: Condition
    ) {
        self.name = name
        self.description = description
        self.instruments = instruments
        self.interval = interval
        self.direction = direction
        self.enter = enter
        self.exit = exit
    }

    /// Reads JSON, and accepts nothing that ``validate()`` would not.
    public init(parsing json: String) throws(StrategyError) {
        guard json.utf8.count <= StrategyLimits.bytes else {
            throw StrategyError(
                "$", "is \(json.utf8.count) bytes long", remedy: "at most \(StrategyLimits.bytes) are allowed"
            )
        }
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(json.utf8))
        } catch let error as StrategyError {
            throw error
        } catch {
            // The types report everything else themselves, with a place.
            throw StrategyError("$", "is no JSON", remedy: "write one JSON object")
        }
        try validate()
    }

    /// Whether it speaks about this instrument.
    public func covers(_ instrument: InstrumentID) -> Bool { instruments?.contains(instrument) ?? true }
}

extension Strategy: Codable {
    /// Reads an object; unknown keys are refused.
    ///
    /// It is not validated.
    public init(from decoder: any Decoder) throws {
        let object = try ClosedObject(decoder)
        try object.refuseUnknownKeys(
            ["name", "description", "instruments", "interval", "direction", "enter", "exit"])
        name = try object.text("name")
        description = try object.text("description")
        if object.has("instruments") {
            instruments = try object.texts("instruments").enumerated().map { index, text in
                guard let instrument = InstrumentID(text) else {
                    throw StrategyError(
                        "$.instruments[\(index)]", "\"\(text.prefix(40))\" is no instrument",
                        remedy: "write venue:symbol, as in sim:BTCUSDT")
                }
                return instrument
            }
        } else {
            instruments = nil
        }
        interval = try object.word("interval")
        direction = try object.word("direction", among: [.long, .short])
        enter = try object.value("enter")
        exit = try object.value("exit")
    }

    /// Writes an object with the keys that are read.
    public func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: TextKey.self)
        try object.encode(name, forKey: TextKey("name"))
        try object.encode(description, forKey: TextKey("description"))
        try object.encodeIfPresent(instruments, forKey: TextKey("instruments"))
        try object.encode(interval, forKey: TextKey("interval"))
        try object.encode(direction, forKey: TextKey("direction"))
        try object.encode(enter, forKey: TextKey("enter"))
        try object.encode(exit, forKey: TextKey("exit"))
    }
}
