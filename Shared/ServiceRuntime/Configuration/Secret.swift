/// Text that must never be seen: not in a log, an answer, a stream or a crash report.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let text: String
    /// Hides the text.
    public init(_ text: String) { self.text = text }
    /// The text itself.
    ///
    /// The only way to it, so that a search for this word finds every use.
    public var revealed: String { text }
    /// What is shown in its place.
    public static let redaction = "<redacted>"
    /// Never the text.
    public var description: String { Self.redaction }
    /// Never the text.
    public var debugDescription: String { Self.redaction }
    /// Shows nothing to `dump` and to debuggers' mirrors.
    public var customMirror: Mirror { Mirror(self, children: []) }
    /// Whether there is no text at all.
    public var isEmpty: Bool { text.isEmpty }

    /// Compares in a time that depends on the candidate's length alone, so that an answer's delay tells nothing.
    public func matches(_ candidate: String) -> Bool {
        let expected = Array(text.utf8)
        let given = Array(candidate.utf8)
        var difference = UInt(bitPattern: expected.count ^ given.count)
        for (index, byte) in given.enumerated() {
            let other = expected.isEmpty ? 0 : expected[index % expected.count]
            difference |= UInt(byte ^ other)
        }
        return difference == 0 && !expected.isEmpty
    }
}
