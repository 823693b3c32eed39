import Digests
public import Domain

extension Alert {
    /// A digest of what it says, whoever says it and whenever it comes.
    public var content: String {
        let words = [
            direction.rawValue, strength.description, sequence?.description ?? "",
            timeToLive?.description ?? "",
            sentAt?.description ?? "", note,
        ]
        // Lengths before words: no two lists of words make the same text.
        let text = words.map { "\($0.utf8.count):\($0)" }.joined()
        return String(SHA256.hexadecimal(of: text.utf8).prefix(32))
    }
}
