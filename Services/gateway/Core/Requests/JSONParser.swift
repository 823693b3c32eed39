/// Reads JSON text (RFC 8259), and refuses what two readers could understand differently.
///
/// Names stand once in an object, numbers keep their text, and nesting is bounded, so that nobody can exhaust the stack.
public struct JSONParser {
    /// Why text is no JSON, and where.
    public struct Failure: Error, Equatable, Sendable {
        /// The place, counted in bytes.
        public let offset: Int
        /// What is wrong there.
        public let reason: String
        /// Both in words.
        public var message: String { "is no JSON at byte \(offset): \(reason)" }
    }

    /// Deeper than any document of this API.
    static let maximumDepth = 32

    private let bytes: [UInt8]
    private var index = 0

    /// The value of a whole text.
    public static func parse(_ bytes: [UInt8]) throws(Failure) -> JSONValue {
        var parser = JSONParser(bytes: bytes)
        // Some senders begin with a mark of the byte order, which RFC 8259 lets a reader pass over.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.index = 3 }
        let value = try parser.value(depth: 0)
        parser.skipBlanks()
        guard parser.index == bytes.count else { throw parser.failure("nothing may follow the value") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func failure(_ reason: String) -> Failure { Failure(offset: index, reason: reason) }
    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private mutating func value(depth: Int) throws(Failure) -> JSONValue {
        guard depth < Self.maximumDepth else { throw failure("it is nested too deep") }
        skipBlanks()
        guard let next else { throw failure("the text ends where a value should be") }
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw failure("no value starts like this")
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(Failure) -> JSONValue {
        guard bytes[index...].starts(with: word.utf8) else { throw failure("no value starts like this") }
        index += word.utf8.count
        return value
    }

    private mutating func object(depth: Int) throws(Failure) -> JSONValue {
        index += 1
        var members: [JSONValue.Member] = []
        var names: Set<String> = []
        skipBlanks()
        if next == UInt8(ascii: "}") {
            index += 1
            return .object(members)
        }
        while true {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else {
                throw failure("a name in quotation marks should be here")
            }
            let name = try text()
            guard names.insert(name).inserted else { throw failure("a name stands twice in one object") }
            skipBlanks()
            guard next == UInt8(ascii: ":") else { throw failure("a colon should be here") }
            index += 1
            members.append(.init(name: name, value: try value(depth: depth + 1)))
            guard try goesOn(until: UInt8(ascii: "}")) else { return .object(members) }
        }
    }

    private mutating func array(depth: Int) throws(Failure) -> JSONValue {
        index += 1
        var items: [JSONValue] = []
        skipBlanks()
        if next == UInt8(ascii: "]") {
            index += 1
            return .array(items)
        }
        while true {
            items.append(try value(depth: depth + 1))
            guard try goesOn(until: UInt8(ascii: "]")) else { return .array(items) }
        }
    }

    private mutating func goesOn(until end: UInt8) throws(Failure) -> Bool {
        skipBlanks()
        guard next == end || next == UInt8(ascii: ",") else {
            throw failure("a comma or the end should be here")
        }
        defer { index += 1 }
        return next != end
    }

    private mutating func number() throws(Failure) -> JSONValue {
        let start = index
        var isWhole = true
        if next == UInt8(ascii: "-") { index += 1 }
        let first = next
        guard skipDigits() > 0 else { throw failure("a digit should be here") }
        let isPadded =
            first == UInt8(ascii: "0") && index - start > (bytes[start] == UInt8(ascii: "-") ? 2 : 1)
        guard !isPadded else { throw failure("a number must not start with a needless zero") }
        if next == UInt8(ascii: ".") {
            isWhole = false
            index += 1
            guard skipDigits() > 0 else { throw failure("a digit should be here") }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            isWhole = false
            index += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { index += 1 }
            guard skipDigits() > 0 else { throw failure("a digit should be here") }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        return .number(text)
    }

    private mutating func skipDigits() -> Int {
        let start = index
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
        return index - start
    }

    private mutating func text() throws(Failure) -> String {
        index += 1
        var scalars: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                guard let text = String(validating: scalars, as: UTF8.self) else {
                    throw failure("the text before this is no UTF-8")
                }
                return text
            case UInt8(ascii: "\\"): scalars.append(contentsOf: String(Character(try escape())).utf8)
            case 0..<0x20: throw failure("a control character must be escaped")
            default:
                scalars.append(byte)
                index += 1
            }
        }
        throw failure("the text ends within a string")
    }

    private mutating func escape() throws(Failure) -> Unicode.Scalar {
        index += 1
        guard let byte = next else { throw failure("the text ends within an escape") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try codePoint()
        default: throw failure("there is no such escape")
        }
    }

    private mutating func codePoint() throws(Failure) -> Unicode.Scalar {
        let first = try fourDigits()
        guard (0xD800..<0xDC00).contains(first) else {
            guard let scalar = Unicode.Scalar(first) else { throw failure("half of a surrogate pair") }
            return scalar
        }
        guard bytes[index...].starts(with: #"\u"#.utf8) else { throw failure("half of a surrogate pair") }
        index += 2
        let second = try fourDigits()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw failure("half of a surrogate pair") }
        return scalar
    }

    private mutating func fourDigits() throws(Failure) -> UInt32 {
        let digits = bytes[index...].prefix(4)
        // `UInt32(_:radix:)` would take a sign for a digit.
        guard digits.count == 4, digits.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw failure("four hexadecimal digits should be here") }
        index += 4
        return value
    }
}
