/// How the router takes outside signals.
public struct AlertSettings: Sendable, Equatable {
    /// For how many bars after the one that showed a hole in a source's numbers the missing ones may still come.
    ///
    /// Default 2. Then the hole is reported.
    public var windowBars: Int

    /// Settings, by default with a window of two bars.
    public init(windowBars: Int = 2) { self.windowBars = windowBars }
}
