import Domain
import FoundationEssentials

/// The venue's time on disk, so that a simulator that was killed goes on where it stood.
struct ClockFile: Sendable {
    struct Damaged: Error, CustomStringConvertible {
        let path: String
        var description: String { "\(path) holds no time; delete it to start over" }
    }
    let path: String

    /// The time that was saved last; nil before the first time.
    func load() throws -> Timestamp? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        guard let milliseconds = Int64(text.prefix { $0 != "\n" }) else { throw Damaged(path: path) }
        return Timestamp(milliseconds: milliseconds)
    }

    /// Replaces the file in one go: a kill leaves the old time or the new one.
    func save(_ time: Timestamp) throws {
        try Data("\(time)\n".utf8).write(to: URL(filePath: path), options: .atomic)
    }
}
