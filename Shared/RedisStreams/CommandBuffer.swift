internal import Messages

/// Redis commands in wire form, built without an intermediate array of strings.
struct CommandBuffer {
    private(set) var bytes: [UInt8] = []

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Opens a command of that many strings, the command's name included.
    mutating func begin(_ count: Int) {
        bytes.append(UInt8(ascii: "*"))
        appendDigits(count)
        appendLineEnd()
    }

    mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    mutating func string(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func string(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { append($0) } }

    mutating func integer(_ value: Int) { string(String(value)) }

    /// Strings that are in wire form already.
    mutating func fields(_ fields: WireFields) { bytes.append(contentsOf: fields.bytes) }

    /// Bytes that are whole strings in wire form.
    mutating func raw(_ encoded: [UInt8]) { bytes.append(contentsOf: encoded) }

    /// A whole command.
    mutating func command(_ strings: String...) { command(strings) }

    mutating func command(_ strings: [String]) {
        begin(strings.count)
        for text in strings { string(text) }
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "$"))
        appendDigits(text.count)
        appendLineEnd()
        bytes.append(contentsOf: text)
        appendLineEnd()
    }

    private mutating func appendLineEnd() {
        bytes.append(13)
        bytes.append(10)
    }

    private mutating func appendDigits(_ value: Int) {
        if value >= 10 { appendDigits(value / 10) }
        bytes.append(UInt8(48 + value % 10))
    }
}
