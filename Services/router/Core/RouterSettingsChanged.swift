public import Domain

/// A snapshot was made with other intervals for an instrument.
///
/// A larger bar that is half built cannot change its interval: the shard must be started anew with the new settings.
public struct RouterSettingsChanged: Error, Equatable, Sendable, CustomStringConvertible {
    /// The first instrument whose intervals differ.
    public let instrument: InstrumentID

    /// The intervals of this instrument differ.
    public init(instrument: InstrumentID) { self.instrument = instrument }

    /// What to do about it.
    public var description: String {
        "the snapshot holds \(instrument) in other intervals than the settings: start with the old settings"
    }
}
