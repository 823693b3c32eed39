/// One JSON object on one line, in the one form two equal values share: keys in the order they are written, no blanks,
/// nothing escaped that need not be.
struct CanonicalJSON {
    private(set) var bytes: [UInt8] = []
    /// Whether the next member follows another one of the same object or array.
    private var needsComma = false

    mutating func object(_ body: (inout Self) -> Void) { nested("{", "}", body) }

    mutating func object(_ key: String, _ body: (inout Self) -> Void) {
        name(key)
        nested("{", "}", body)
    }

    mutating func array(_ key: String, _ body: (inout Self) -> Void) {
        name(key)
        nested("[", "]", body)
    }

    mutating func string(_ key: String, _ value: String) {
        name(key)
        quote(value)
        needsComma = true
    }

    mutating func element(_ value: String) {
        separate()
        quote(value)
        needsComma = true
    }

    mutating func integer(_ key: String, _ value: Int64) { literal(key, String(value)) }

    mutating func boolean(_ key: String, _ value: Bool) { literal(key, value ? "true" : "false") }

    /// A finite number in the shortest form that reads back exactly.
    mutating func number(_ key: String, _ value: Double) { literal(key, value.description) }

    private mutating func literal(_ key: String, _ text: String) {
        name(key)
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    private mutating func nested(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout Self) -> Void
    ) {
        separate()
        bytes.append(UInt8(ascii: open))
        needsComma = false
        body(&self)
        bytes.append(UInt8(ascii: close))
        needsComma = true
    }

    private mutating func name(_ key: String) {
        separate()
        quote(key)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<32:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(contentsOf: [byte >> 4, byte & 15].map { $0 < 10 ? 48 + $0 : 87 + $0 })
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
