public import Domain
public import Profiles

/// What the volume profiles cover, how fine they are, and how much each thing seen counts.
public struct ProfileSettings: Sendable, Equatable, Codable {
    /// Length of the rolling profile, in bars of the instrument's base interval; at least 1.
    public let rollingLength: Int
    /// Bars a profile must hold before it may speak; 1 to ``rollingLength``.
    public let minimumBars: Int
    /// Height of the finest rows, in ticks; nil chooses it from the first price
    /// (``Profiles/ProfileGrid/init(near:tick:)``).
    public let rowTicks: Int64?
    /// Rows a profile holds at most, at least 2; beyond, neighbours are joined in pairs.
    ///
    /// Bounds memory and the time per bar.
    public let maximumRows: Int
    /// Part of the volume inside the value area; above 0, at most 1.
    public let valueAreaFraction: Rate
    /// When sessions begin.
    public let clock: SessionClock
    /// What is a signal, and how much it counts.
    public let signals: Signals

    /// What is a signal, and how much it counts.
    public struct Signals: Sendable, Equatable, Codable {
        /// Closes in a row beyond an edge of the value area that accept it; at least 1.
        public var acceptedCloses = 2
        /// Rows by which the rolling point of control moves at least; at least 1.
        public var migrationRows = 4
        /// Sessions whose point of control is watched until it is touched; at least 1.
        public var nakedSessions = 32
        /// An edge of the rolling value area that refused the price; weights are 0 to 1.
        public var rollingRejection = Rate(basisPoints: 5000)
        /// An edge of the session's value area that refused the price.
        public var sessionRejection = Rate(basisPoints: 3000)
        /// A value area that was left for good.
        public var acceptance = Rate(basisPoints: 2000)
        /// A point of control that moved.
        public var migration = Rate(basisPoints: 1000)
        /// A naked point of control that was touched.
        public var nakedTouch = Rate(basisPoints: 2000)
        /// A low-volume node that was crossed.
        public var nodeBreak = Rate(basisPoints: 1000)
        /// The usual.
        public init() {}
    }

    /// What the profiles cover and how fine they are; see the properties for units and ranges.
    public init(
        rollingLength: Int = 240, minimumBars: Int = 48, rowTicks: Int64? = nil, maximumRows: Int = 256,
        valueAreaFraction: Rate = Rate(basisPoints: 7000), clock: SessionClock = SessionClock(),
        signals: Signals = Signals()
    ) {
        self.rollingLength = rollingLength
        self.minimumBars = minimumBars
        self.rowTicks = rowTicks
        self.maximumRows = maximumRows
        self.valueAreaFraction = valueAreaFraction
        self.clock = clock
        self.signals = signals
    }
}
