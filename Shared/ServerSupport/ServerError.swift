/// Why a private server is not there.
public enum ServerError: Error, Equatable, Sendable {
    /// Its program is not installed.
    case notInstalled(String)
    /// No port could be had.
    case noFreePort
    /// It ended, or was not ready in time; the last lines of its log say why.
    case notReady(log: String)
    /// A helper program such as `initdb` failed.
    case failed(command: String, output: String)
}
