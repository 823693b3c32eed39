/// The first place where two exports of the same name differ.
public struct Divergence: Sendable, Equatable, CustomStringConvertible {
    /// Which file.
    public let file: ResultFile
    /// Line, from 1.
    public let line: Int
    /// The record's id on either side; empty where the file has ended.
    public let ids: [String]
    /// The first field that differs; nil when one file ends before the other.
    public let field: String?
    /// The field's text on the left, or the whole line; empty where the file has ended.
    public let left: String
    /// The same on the right.
    public let right: String

    /// What differs, for a person.
    public var description: String {
        let place = "\(file.name):\(line)"
        guard let field else {
            return left.isEmpty
                ? "\(place): only the second has \(right)" : "\(place): only the first has \(left)"
        }
        let subject = ids.first == ids.last ? (ids.first ?? "") : ids.joined(separator: " and ")
        return "\(place): \(subject): \(field) is \(left) in the first and \(right) in the second"
    }

    /// Compares two exports; nil when they are equal.
    public static func first(of file: ResultFile, between left: [UInt8], and right: [UInt8]) -> Self? {
        guard left != right else { return nil }
        let newline = UInt8(ascii: "\n")
        let leftLines = left.split(separator: newline)
        let rightLines = right.split(separator: newline)
        for index in 0..<max(leftLines.count, rightLines.count) {
            let leftLine = index < leftLines.count ? leftLines[index] : []
            let rightLine = index < rightLines.count ? rightLines[index] : []
            guard leftLine != rightLine else { continue }
            let fields = zip(CanonicalFields.split(leftLine), CanonicalFields.split(rightLine))
            let ids = [leftLine, rightLine].map { line in
                (CanonicalFields.split(line).first { $0.name == "id" }?.text ?? "").filter { $0 != "\"" }
            }
            guard let difference = fields.first(where: { $0 != $1 }) else {
                return Self(
                    file: file, line: index + 1, ids: ids, field: nil,
                    left: String(decoding: leftLine, as: UTF8.self),
                    right: String(decoding: rightLine, as: UTF8.self))
            }
            return Self(
                file: file, line: index + 1, ids: ids, field: difference.0.name, left: difference.0.text,
                right: difference.1.text)
        }
        // Equal but for blank lines or a missing newline at the end, which the writer never leaves out.
        return Self(file: file, line: leftLines.count + 1, ids: [], field: nil, left: "", right: "line ends")
    }
}

/// The members of one canonical line, as text.
enum CanonicalFields {
    struct Field: Equatable {
        let name: String
        let text: String
    }

    /// Splits `{"name":value,…}` at the commas of the outermost object.
    static func split(_ line: some Collection<UInt8>) -> [Field] {
        var fields: [Field] = []
        var depth = 0
        var isQuoted = false
        var isEscaped = false
        var name: String?
        var text: [UInt8] = []
        func finish() {
            if let name { fields.append(Field(name: name, text: String(decoding: text, as: UTF8.self))) }
            name = nil
            text.removeAll()
        }
        for byte in line {
            guard !isQuoted else {
                text.append(byte)
                isQuoted = isEscaped || byte != UInt8(ascii: "\"")
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
                continue
            }
            switch byte {
            case UInt8(ascii: ":") where depth == 1 && name == nil:
                name = String(decoding: text.dropFirst().dropLast(), as: UTF8.self)
                text.removeAll()
            case UInt8(ascii: ",") where depth == 1: finish()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if depth > 0 { text.append(byte) }
                depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { finish() } else { text.append(byte) }
            default:
                text.append(byte)
                isQuoted = byte == UInt8(ascii: "\"")
            }
        }
        return fields
    }
}
