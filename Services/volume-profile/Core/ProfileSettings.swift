public import Domain

/// What the volume profiles cover and how fine they are.
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

    /// What the profiles cover and how fine they are; see the properties for units and ranges.
    public init(
        rollingLength: Int = 240, minimumBars: Int = 48, rowTicks: Int64? = nil, maximumRows: Int = 256,
        valueAreaFraction: Rate = Rate(basisPoints: 7000)
    ) {
        self.rollingLength = rollingLength
        self.minimumBars = minimumBars
        self.rowTicks = rowTicks
        self.maximumRows = maximumRows
        self.valueAreaFraction = valueAreaFraction
    }
}
