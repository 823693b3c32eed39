internal import Digests
public import Domain

/// The client's name for making a key, so that a repeat makes no second one.
///
/// An attempt may die after it stored a key and before it could answer: then nobody knows that key's secret. It has the
/// id that follows from the name, so the repeat finds it and gives it another secret.
public struct KeyName: Sendable, Equatable {
    /// The id of the key that is made under this name.
    let keyID: String
    /// When the first attempt was made; nil for a first attempt.
    let repeatedSince: Timestamp?

    /// For how much earlier an attempt may have stored its key by another clock.
    private static let leewayMilliseconds: Int64 = 600_000

    /// The name that a caller gave.
    public init(_ name: String, of caller: String, repeatedSince: Timestamp?) {
        keyID = String(SHA256.hexadecimal(of: "key \(name) of \(caller)".utf8).prefix(16))
        self.repeatedSince = repeatedSince
    }

    /// A key with this id that was made since then is an earlier attempt's, any other is somebody's.
    var attemptsSince: Timestamp {
        repeatedSince.map { Timestamp(milliseconds: $0.milliseconds - Self.leewayMilliseconds) }
            ?? Timestamp(milliseconds: .max)
    }

    /// Whether an earlier attempt under this name may have got somewhere.
    func mayHaveMade(_ id: String?) -> Bool { repeatedSince != nil && id == keyID }
}
