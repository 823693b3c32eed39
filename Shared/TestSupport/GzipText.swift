import CZlib

/// Text files compressed with gzip.
public enum GzipText {
    /// A file that cannot be read.
    public struct Unreadable: Error, CustomStringConvertible {
        /// The path that was tried.
        public let path: String
        /// Says which file.
        public var description: String { "\(path) is missing or no gzip file" }
    }

    /// The whole file as text.
    ///
    /// - Parameter path: absolute, or relative to the working directory.
    /// - Returns: its content, read as UTF-8.
    /// - Throws: ``Unreadable`` when it is missing or damaged.
    public static func read(_ path: String) throws -> String {
        guard let file = gzopen(path, "rb") else { throw Unreadable(path: path) }
        defer { gzclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = gzread(file, &buffer, UInt32(buffer.count))
            guard count >= 0 else { throw Unreadable(path: path) }
            if count == 0 { break }
            bytes.append(contentsOf: buffer[..<Int(count)])
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
