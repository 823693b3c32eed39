import FoundationEssentials

/// Where a page ended: the key of its last record.
///
/// Opaque to clients, so that its form can change.
public struct PageCursor: Sendable, Equatable {
    /// The key's values, in the order of the listing.
    public let key: [String]

    /// After the record of this key.
    public init(key: [String]) { self.key = key }

    /// Reads ``text``; nil for anything else.
    public init?(_ text: String) {
        var base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        base64 += String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: base64) else { return nil }
        self.init(json: String(decoding: data, as: UTF8.self))
    }

    /// After the record whose key is this list of texts.
    init?(json: String) {
        guard let key = try? JSONDecoder().decode([String].self, from: Data(json.utf8)), !key.isEmpty else {
            return nil
        }
        self.key = key
    }

    /// URL-safe base64 of the key.
    public var text: String {
        let json = JSONValue.array(key.map { .text($0) }).encoded
        return Data(json.utf8).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
