import CZlib
import Glibc

/// Whole files, unpacked on the way when they are gzip.
public enum FileBytes {
    /// More than a decade of one-minute bars; a larger file is a mistake, and would not fit memory when unpacked.
    private static let limit = 1 << 30

    /// Reads a regular file, at most 1 GiB unpacked.
    ///
    /// - Throws: ``HistoryError/unreadable(file:reason:)``.
    public static func read(_ path: String) throws(HistoryError) -> [UInt8] {
        // gzopen would take a directory, and answer its first read with a riddle.
        var information = stat()
        guard stat(path, &information) == 0 else {
            throw .unreadable(file: path, reason: String(cString: strerror(errno)))
        }
        guard information.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(file: path, reason: "not a regular file")
        }
        guard let file = gzopen(path, "rb") else {
            throw .unreadable(file: path, reason: String(cString: strerror(errno)))
        }
        defer { gzclose_r(file) }
        gzbuffer(file, 1 << 17)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = gzread(file, &chunk, UInt32(chunk.count))
            guard count >= 0 else {
                throw .unreadable(file: path, reason: problem(of: file) ?? "damaged gzip data")
            }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<Int(count)])
            guard bytes.count <= limit else {
                throw .unreadable(file: path, reason: "unpacks to more than 1 GiB")
            }
        }
        // A file cut off in the middle ends like a whole one, and says so only here.
        if let reason = problem(of: file) { throw .unreadable(file: path, reason: reason) }
        return bytes
    }

    private static func problem(of file: gzFile) -> String? {
        var code: Int32 = Z_OK
        guard let text = gzerror(file, &code), code != Z_OK, code != Z_STREAM_END else { return nil }
        return String(cString: text)
    }
}
