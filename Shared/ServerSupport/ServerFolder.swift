internal import Foundation

/// A private folder for a server's data, in a place whose path is short enough for a socket's name.
struct ServerFolder {
    let path: String
    var log: String { path + "/server.log" }

    init(_ name: String) throws {
        path = "/tmp/qtp-\(name)-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// The end of the server's log, for an error message.
    var logTail: String {
        guard let data = FileManager.default.contents(atPath: log) else { return "no log" }
        return String(decoding: data.suffix(2000), as: UTF8.self)
    }

    /// All of the log, for a test of what is in it.
    var wholeLog: String {
        String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self)
    }

    static func exists(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: path) }
}
