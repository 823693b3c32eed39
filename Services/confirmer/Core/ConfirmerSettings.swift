public import Domain

/// What the confirmer is told at start.
public struct ConfirmerSettings: Sendable, Equatable {
    /// An engine whose answers are joined.
    public struct Engine: Sendable, Equatable {
        /// The name it signs its signals with.
        public let name: String
        /// Its share of the score, relative to the other engines' weights; 0 is heard but has no say.
        ///
        /// From 0 to 1.
        public let weight: Rate
        /// Whether it is a guest: awaited on every bar like the others, but no part of the decision while it is flat.
        ///
        /// Its weight counts only where it has an opinion, the quorum never counts it, and a decision lists it only where
        /// it spoke or failed to answer. So a history in which it is always flat is decided as if it were not there.
        public let isGuest: Bool

        /// An engine and its share.
        public init(_ name: String, weight: Rate, isGuest: Bool = false) {
            self.name = name
            self.weight = weight
            self.isGuest = isGuest
        }

        /// The outside, whose signals the router stamps and answers bars with.
        public static func external(weight: Rate) -> Engine {
            Engine("external", weight: weight, isGuest: true)
        }
    }

    /// The suite's own engines.
    public static let suiteEngines = [
        Engine("cipher-engine", weight: Rate(basisPoints: 4000)),
        Engine("volume-profile", weight: Rate(basisPoints: 3000)),
        Engine("strategy-gen", weight: Rate(basisPoints: 3000)),
    ]

    /// Registered engines, in the order decisions list them.
    ///
    /// Signals of any other engine are passed over.
    public let engines: [Engine]
    /// How many engines must have answered a bar; `nil` demands all of them.
    ///
    /// From 1 to the number of engines that are no guests.
    public let quorum: Int?
    /// Smallest magnitude of the score that confirms.
    ///
    /// Above 0, at most 1; default 0.35: one engine alone hardly reaches it.
    public let threshold: Rate
    /// An engine at least this sure of the opposite vetoes.
    ///
    /// Above 0, at most 1; default 0.5.
    public let vetoStrength: Rate
    /// After a confirmed decision so many bars of the same instrument and interval confirm nothing.
    ///
    /// From 0 to 10000; default 4.
    public let cooldownBars: Int
    /// For how many bars after the bar's close a decision may be acted on.
    ///
    /// From 1 to 10000; default 2.
    public let timeToLiveBars: Int

    /// Settings as told; ``problems`` says whether they can be used.
    public init(
        engines: [Engine] = Self.suiteEngines, quorum: Int? = nil, threshold: Rate = Rate(basisPoints: 3500),
        vetoStrength: Rate = Rate(basisPoints: 5000), cooldownBars: Int = 4, timeToLiveBars: Int = 2
    ) {
        self.engines = engines
        self.quorum = quorum
        self.threshold = threshold
        self.vetoStrength = vetoStrength
        self.cooldownBars = cooldownBars
        self.timeToLiveBars = timeToLiveBars
    }

    /// Everything that is wrong with the settings, one sentence each; a ``Confirmer`` can be made where there is nothing.
    public var problems: [String] {
        var problems: [String] = []
        let one = Rate(whole: 1)
        if engines.isEmpty { problems.append("engines: at least one is needed") }
        if Set(engines.map(\.name)).count < engines.count { problems.append("engines: a name stands twice") }
        for engine in engines {
            if engine.name.isEmpty { problems.append("engines: a name is empty") }
            if engine.weight < .zero || engine.weight > one {
                problems.append("engines: the weight of \(engine.name) is \(engine.weight), not 0 to 1")
            }
        }
        let own = engines.filter { !$0.isGuest }
        if !own.contains(where: \.weight.isPositive) { problems.append("engines: no weight is above 0") }
        if let quorum, quorum < 1 || quorum > own.count {
            problems.append("quorum: \(quorum) is not 1 to \(own.count)")
        }
        for (name, rate) in [("threshold", threshold), ("vetoStrength", vetoStrength)]
        where !rate.isPositive || rate > one {
            problems.append("\(name): \(rate) is not above 0 and at most 1")
        }
        if !(0...10_000).contains(cooldownBars) {
            problems.append("cooldownBars: \(cooldownBars) is not 0 to 10000")
        }
        if !(1...10_000).contains(timeToLiveBars) {
            problems.append("timeToLiveBars: \(timeToLiveBars) is not 1 to 10000")
        }
        return problems
    }
}
