/// A snapshot was made under settings whose state these ones cannot go on from.
///
/// A core throws it from ``Processor/init(shard:settings:snapshot:)`` when its state follows from market data alone.
/// The stage then drops the snapshot and rebuilds from the entries that are still retained: the engine warms up
/// again under the new settings, and answers nothing twice. A core whose state cannot be had again (positions, say)
/// takes the snapshot whatever the settings.
public struct SettingsChanged: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is different, for the log.
    public let description: String
    /// Says what is different.
    public init(_ description: String) { self.description = description }
}
