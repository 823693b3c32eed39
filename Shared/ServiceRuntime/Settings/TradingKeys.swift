public import Domain

/// An engine and its weight in the score, `cipher-engine=0.4`.
public struct EngineWeight: SettingValue, Equatable {
    /// The name the engine signs its signals with.
    public let engine: String
    /// Its share of the score, relative to the others'.
    public let weight: Rate

    /// An engine and its share.
    public init(_ engine: String, _ weight: Rate) {
        self.engine = engine
        self.weight = weight
    }

    /// An engine and its weight.
    public static var typeName: String { "engine=weight" }
    /// Reads `name=weight`.
    public init?(settingText: String) {
        let parts = settingText.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let weight = Rate(String(parts[1])) else { return nil }
        self.init(String(parts[0]), weight)
    }
    /// `name=weight`.
    public var settingText: String { "\(engine)=\(weight)" }
}

/// Keys of the confirmer.
public enum ConfirmerKeys {
    /// The engines and their weights.
    public static let engines = Setting<[EngineWeight]>(
        "confirmer.engines",
        default: [
            EngineWeight("cipher-engine", Rate(basisPoints: 4_000)),
            EngineWeight("volume-profile", Rate(basisPoints: 3_000)),
            EngineWeight("strategy-gen", Rate(basisPoints: 3_000)),
        ],
        "Engines whose answers are joined, and their share of the score. Their order is the evidence's order.",
        limits: "not empty, each engine once, weights 0 to 1",
        check: { engines in
            !engines.isEmpty && Set(engines.map(\.engine)).count == engines.count
                && engines.allSatisfy { $0.weight >= .zero && $0.weight <= Rate(whole: 1) }
        })
    /// How many must have answered.
    public static let quorum = Setting<Int>(
        "confirmer.quorum", default: 0, in: 0...100,
        "Engines that must have answered a bar; 0 demands all of them.")
    /// The score that confirms.
    public static let threshold = Setting<Rate>(
        "confirmer.threshold", default: Rate(basisPoints: 3_500), in: Rate(units: 1)...Rate(whole: 1),
        "Smallest magnitude of the score that confirms.")
    /// The veto.
    public static let vetoStrength = Setting<Rate>(
        "confirmer.veto-strength", default: Rate(basisPoints: 5_000), in: Rate(units: 1)...Rate(whole: 1),
        "An engine at least this sure of the opposite vetoes.")
    /// The cooldown.
    public static let cooldown = Setting<Int>(
        "confirmer.cooldown-bars", default: 4, in: 0...10_000,
        "Bars after a confirmed decision that confirm nothing.", unit: "bars")
    /// How long a decision may be acted on.
    public static let timeToLive = Setting<Int>(
        "confirmer.time-to-live-bars", default: 2, in: 1...10_000,
        "How long after its bar a decision may be acted on.", unit: "bars")

    /// The section of the reference.
    static let section = SettingsSchema.Section(
        "Confirmer", readers: "`confirmer`",
        [
            engines.declaration, quorum.declaration, threshold.declaration, vetoStrength.declaration,
            cooldown.declaration, timeToLive.declaration,
        ])
}

/// Keys of the executor.
public enum ExecutorKeys {
    private static let anyAmount = Notional(units: 1)...Notional(whole: 1_000_000_000_000)

    /// What is traded.
    public static let interval = Setting<Interval>(
        "executor.interval", default: .thirtyMinutes, "The bars and decisions that are traded.")
    /// Capital.
    public static let capital = Setting<Notional>(
        "executor.capital", default: Notional(whole: 100_000), in: anyAmount,
        "What each instrument is given to trade with.", unit: "quote currency")
    /// Size.
    public static let riskFraction = Setting<Rate>(
        "executor.risk-fraction", default: Rate(basisPoints: 1_000), in: Rate(units: 1)...Rate(whole: 1),
        "Share of the instrument's equity that a new position is worth.")
    /// Short positions.
    public static let allowsShort = Setting<Bool>(
        "executor.allows-short", default: true, "Whether a short decision may open a position.")
    /// The fee.
    public static let feeRate = Setting<Rate>(
        "executor.fee-rate", default: Rate(basisPoints: 10), in: .zero...Rate(basisPoints: 1_000),
        "What the paper venue takes of every fill's value.")
    /// Slippage.
    public static let slippageRate = Setting<Rate>(
        "executor.slippage-rate", default: Rate(basisPoints: 5), in: .zero...Rate(basisPoints: 1_000),
        "How much worse than the bar's open the paper venue fills.")
    /// The order limit.
    public static let maximumOrder = Setting<Notional>(
        "executor.maximum-order-notional", default: Notional(whole: 50_000), in: anyAmount,
        "Largest value of one order that opens or grows a position.", unit: "quote currency")
    /// The position limit.
    public static let maximumPosition = Setting<Notional>(
        "executor.maximum-position-notional", default: Notional(whole: 50_000), in: anyAmount,
        "Largest value of a position after an order that opens or grows it.", unit: "quote currency")

    /// The section of the reference.
    static let section = SettingsSchema.Section(
        "Executor", readers: "`executor` and `gateway`",
        [
            interval.declaration, capital.declaration, riskFraction.declaration, allowsShort.declaration,
            feeRate.declaration, slippageRate.declaration, maximumOrder.declaration,
            maximumPosition.declaration,
        ])
}
