/// Why a program refuses its configuration.
///
/// One line a person can act on; never the text of a secret.
public enum ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// No program of the suite knows the key.
    case unknownKey(String, source: String, nearest: String?)
    /// The value has not the right form or leaves its range. `text` is nil for a secret.
    case invalid(key: String, source: String, text: String?, problem: String)
    /// A key without default is set nowhere.
    case missing(key: String, environmentName: String)
    /// A secret is given both as text and as a file by the same source.
    case ambiguous(key: String, source: String)
    /// A file cannot be read or is no YAML mapping.
    case unreadable(path: String, reason: String)

    /// The line.
    public var description: String {
        switch self {
        case .unknownKey(let key, let source, let nearest):
            "unknown key \(key) in \(source)" + (nearest.map { "; did you mean \($0)?" } ?? "")
        case .invalid(let key, let source, let text, let problem):
            "\(key) in \(source) \(problem)" + (text.map { ", not \"\($0)\"" } ?? "")
        case .missing(let key, let environmentName):
            "\(key) is not set; set \(environmentName), or \(key) in the configuration file"
        case .ambiguous(let key, let source):
            "\(key) is set both as text and as a file in \(source); keep one of them"
        case .unreadable(let path, let reason):
            "cannot read \(path): \(reason)"
        }
    }
}
