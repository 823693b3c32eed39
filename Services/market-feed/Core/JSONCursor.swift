/// Reads JSON from left to right without building a tree; numbers and decimal strings keep their text.
///
/// A busy socket brings thousands of small objects a second, of which a handful of members matter.
struct JSONCursor {
    private let bytes: [UInt8]
    private var index = 0
    /// Deeper nesting than any venue's is refused, so that a hostile message cannot exhaust the stack.
    private var depth = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private var malformed: FeedError { .malformed(offset: index) }

    private mutating func skipBlanks() {
        while index < bytes.count, bytes[index] == 32 || (bytes[index] >= 9 && bytes[index] <= 13) {
            index += 1
        }
    }

    /// The next byte that is not blank, which stays where it is.
    private mutating func peek() throws(FeedError) -> UInt8 {
        skipBlanks()
        guard index < bytes.count else { throw malformed }
        return bytes[index]
    }

    private mutating func take(_ byte: UInt8) throws(FeedError) {
        guard try peek() == byte else { throw malformed }
        index += 1
    }

    private mutating func descend() throws(FeedError) {
        depth += 1
        guard depth <= 32 else { throw malformed }
    }

    /// Whether another member or element follows; takes the comma, or the closing bracket.
    private mutating func hasMore(isFirst: Bool, closing: UInt8) throws(FeedError) -> Bool {
        if try peek() == closing {
            index += 1
            depth -= 1
            return false
        }
        if !isFirst { try take(UInt8(ascii: ",")) }
        return true
    }

    /// Whether the next value is an array.
    mutating func isArray() throws(FeedError) -> Bool { try peek() == UInt8(ascii: "[") }

    /// Whether the next value is an object.
    mutating func isObject() throws(FeedError) -> Bool { try peek() == UInt8(ascii: "{") }

    /// Reads an object; `member` must take each value, by reading or by ``skip()``.
    mutating func object(
        _ member: (_ name: String, _ cursor: inout JSONCursor) throws(FeedError) -> Void
    ) throws(FeedError) {
        try take(UInt8(ascii: "{"))
        try descend()
        var isFirst = true
        while try hasMore(isFirst: isFirst, closing: UInt8(ascii: "}")) {
            isFirst = false
            let name = try string()
            try take(UInt8(ascii: ":"))
            try member(name, &self)
        }
    }

    /// Reads an array; `element` must take each value, by reading or by ``skip()``.
    mutating func array(
        _ element: (_ index: Int, _ cursor: inout JSONCursor) throws(FeedError) -> Void
    ) throws(FeedError) {
        try take(UInt8(ascii: "["))
        try descend()
        var count = 0
        while try hasMore(isFirst: count == 0, closing: UInt8(ascii: "]")) {
            try element(count, &self)
            count += 1
        }
    }

    /// Reads a string.
    mutating func string() throws(FeedError) -> String {
        try take(UInt8(ascii: "\""))
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            guard bytes[index] >= 32 else { throw malformed }
            if bytes[index] == UInt8(ascii: "\\") { return try escapedString(from: start) }
            index += 1
        }
        guard index < bytes.count else { throw malformed }
        defer { index += 1 }
        return bytes.withUnsafeBufferPointer {
            String(decoding: UnsafeBufferPointer(rebasing: $0[start..<index]), as: UTF8.self)
        }
    }

    /// Reads the rest of a string from its first backslash on; what stands before it is plain.
    private mutating func escapedString(from start: Int) throws(FeedError) -> String {
        var units = Array(String(decoding: bytes[start..<index], as: UTF8.self).utf16)
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            guard bytes[index] == UInt8(ascii: "\\") else {
                let plain = index
                while index < bytes.count, bytes[index] != UInt8(ascii: "\""),
                    bytes[index] != UInt8(ascii: "\\")
                {
                    index += 1
                }
                units += Array(String(decoding: bytes[plain..<index], as: UTF8.self).utf16)
                continue
            }
            guard index + 1 < bytes.count else { throw malformed }
            let escape = bytes[index + 1]
            index += 2
            switch escape {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(UInt16(escape))
            case UInt8(ascii: "b"): units.append(8)
            case UInt8(ascii: "f"): units.append(12)
            case UInt8(ascii: "n"): units.append(10)
            case UInt8(ascii: "r"): units.append(13)
            case UInt8(ascii: "t"): units.append(9)
            case UInt8(ascii: "u"):
                guard index + 4 <= bytes.count,
                    let unit = UInt16(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
                else { throw malformed }
                units.append(unit)
                index += 4
            default: throw malformed
            }
        }
        guard index < bytes.count else { throw malformed }
        index += 1
        return String(decoding: units, as: UTF16.self)
    }

    /// The text of a number, `true`, `false` or `null`.
    private mutating func word() throws(FeedError) -> String {
        _ = try peek()
        let start = index
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "E"),
                UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                index += 1
                continue
            default: break
            }
            break
        }
        guard index > start else { throw malformed }
        return bytes.withUnsafeBufferPointer {
            String(decoding: UnsafeBufferPointer(rebasing: $0[start..<index]), as: UTF8.self)
        }
    }

    /// Reads a whole number.
    mutating func integer() throws(FeedError) -> Int64 {
        let start = index
        guard let value = Int64(try word()) else { throw .malformed(offset: start) }
        return value
    }

    /// Reads `true` or `false`.
    mutating func boolean() throws(FeedError) -> Bool {
        let start = index
        switch try word() {
        case "true": return true
        case "false": return false
        default: throw .malformed(offset: start)
        }
    }

    /// Passes over a value of any kind.
    mutating func skip() throws(FeedError) {
        switch try peek() {
        case UInt8(ascii: "{"): try object { (_, cursor) throws(FeedError) in try cursor.skip() }
        case UInt8(ascii: "["): try array { (_, cursor) throws(FeedError) in try cursor.skip() }
        case UInt8(ascii: "\""): _ = try string()
        default: _ = try word()
        }
    }

    /// Makes sure that nothing follows.
    mutating func finish() throws(FeedError) {
        skipBlanks()
        guard index == bytes.count else { throw malformed }
    }
}
