internal import Digests

/// An API key, `qtp_<id>_<secret>`: what a client presents and nobody keeps.
///
/// The id is public and names the key in lists and logs. The secret is 32 random bytes; the prefix lets scanners of
/// repositories and logs find keys that leaked.
public struct APIKey: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The key's public name, 16 hexadecimal digits.
    public let id: String
    private let secret: String

    private static let prefix = "qtp_"
    private static let idBytes = 8
    private static let secretBytes = 32

    private init(id: String, secret: String) {
        self.id = id
        self.secret = secret
    }

    /// A new key that nobody else has.
    public static func make() -> APIKey { make(id: Hexadecimal.text(of: RandomBytes.make(idBytes))) }

    /// A new secret under an id, 16 hexadecimal digits.
    static func make(id: String) -> APIKey {
        APIKey(id: id, secret: Base64URL.text(of: RandomBytes.make(secretBytes)))
    }

    /// Reads what a client presents; nil for anything that is no key of this form.
    public init?(_ text: String) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        // The secret's alphabet holds the separator, the id's does not.
        let parts = text.dropFirst(Self.prefix.count).split(
            separator: "_", maxSplits: 1, omittingEmptySubsequences: false
        ).map(String.init)
        guard parts.count == 2, parts[0] == parts[0].lowercased(),
            Hexadecimal.bytes(of: parts[0])?.count == Self.idBytes,
            Base64URL.bytes(of: parts[1])?.count == Self.secretBytes
        else { return nil }
        self.init(id: parts[0], secret: parts[1])
    }

    /// The whole text: shown to its owner once, when it is made.
    public var revealed: String { "\(Self.prefix)\(id)_\(secret)" }

    /// What is stored of it: SHA-256 of the whole text, 64 hexadecimal digits.
    ///
    /// A fast digest is right here, and a slow one as for passwords would be wrong: a secret of 256 random bits cannot be
    /// guessed however fast the guesses are, while every request pays for the digest.
    public var hash: String { SHA256.hexadecimal(of: revealed.utf8) }

    /// Whether this is the key whose hash was stored, compared in constant time.
    public func matches(hash stored: String) -> Bool { ConstantTime.equal(hash, stored) }

    /// The public part.
    public var description: String { "\(Self.prefix)\(id)_…" }
    /// The public part.
    public var debugDescription: String { description }
    /// Shows nothing to `dump` and to debuggers' mirrors.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
