import NIOCore

/// Writes arguments as JSON and takes their bytes out of it.
struct ArgumentWriter {
    private(set) var bytes: [UInt8] = []
    /// The bytes that travel beside the JSON, in the order of their placeholders.
    private(set) var attachments: [ByteBuffer] = []

    mutating func write(_ argument: Argument) {
        switch argument {
        case .null: append("null")
        case .boolean(let value): append(value ? "true" : "false")
        case .number(let text), .raw(let text): append(text)
        case .text(let text): write(string: text)
        case .binary(let content):
            append(#"{"_placeholder":true,"num":"#)
            append(attachments.count.description)
            append("}")
            attachments.append(ByteBuffer(bytes: content))
        case .array(let elements): write(elements)
        case .object(let members):
            append("{")
            for (index, member) in members.enumerated() {
                if index > 0 { append(",") }
                write(string: member.name)
                append(":")
                write(member.value)
            }
            append("}")
        }
    }

    mutating func write(_ elements: some Sequence<Argument>) {
        append("[")
        for (index, element) in elements.enumerated() {
            if index > 0 { append(",") }
            write(element)
        }
        append("]")
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func write(string: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: append("\\n")
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
