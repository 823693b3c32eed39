import Foundation

/// What a command says to a person, or to the program that started it.
enum Terminal {
    /// Whether standard output is a screen.
    static var isInteractive: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Writes a line to standard output, at once also where it is a pipe.
    static func say(_ line: String = "") { write(line + "\n", to: STDOUT_FILENO) }

    /// Writes a line to standard error.
    static func warn(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

    /// Writes text as it is.
    static func show(_ text: String) { write(text, to: STDOUT_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            // A reader that has gone takes the rest with it.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Rows below a header, in columns as wide as their content; numbers to the right.
    static func table(_ header: [String], _ rows: [[String]]) -> String {
        let widths = header.indices.map { column in
            ([header] + rows).map { $0[column].count }.max() ?? 0
        }
        return ([header] + rows).map { row in
            row.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                let isNumber = row[column].first.map { $0.isNumber || $0 == "-" } ?? false
                return isNumber ? padding + row[column] : row[column] + padding
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

/// A value as one line of JSON, its keys in order.
func jsonLine(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}
