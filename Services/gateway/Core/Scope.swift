/// What a key may do; each scope includes those before it.
public enum Scope: String, Sendable, CaseIterable, Comparable {
    /// See everything, change nothing.
    case read
    /// Also start research: jobs, generated strategies.
    case research
    /// Also change what trades on paper.
    case paper
    /// Also change what trades with real money.
    case trade
    /// Also manage keys, webhooks and the services themselves.
    case admin

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// Whether the right one includes the left one and more.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}
