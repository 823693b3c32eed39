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

    /// How much fits on the screen; what screens have had for long where it does not say.
    static var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}

/// A value as one line of JSON, its keys in order.
func jsonLine(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}
