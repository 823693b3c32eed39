/// A revision of the Model Context Protocol that this server speaks.
public enum MCPRevision: String, Sendable, CaseIterable, Comparable {
    case march2025 = "2025-03-26"
    case june2025 = "2025-06-18"
    case november2025 = "2025-11-25"
    case july2026 = "2026-07-28"

    /// Whether every request says for itself what it needs, without a handshake.
    public var isModern: Bool { self >= .july2026 }

    /// Revisions without a handshake, newest first.
    public static let modern = allCases.filter(\.isModern).sorted(by: >)
    /// Revisions with a handshake, newest first.
    public static let legacy = allCases.filter { !$0.isModern }.sorted(by: >)
    /// What a client that says nothing is taken to speak.
    public static let assumed = march2025

    /// Orders by date.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
