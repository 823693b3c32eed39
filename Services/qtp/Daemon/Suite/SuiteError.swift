/// Why a private suite cannot run here.
enum SuiteError: Error, CustomStringConvertible {
    case notInstalled(String)
    case notReady(String, log: String)
    case failed(command: String, log: String)
    case notWritable(String)
    case stuck(String)
    case ownSetting(String)

    var description: String {
        switch self {
        case .notInstalled(let program): "\(program) is not installed: run make setup."
        case .notReady(let name, let log): "\(name) did not become ready; its log is \(log)."
        case .failed(let command, let log): "\(command) failed; see \(log)."
        case .notWritable(let path): "\(path) cannot be written."
        case .stuck(let what): "The suite did not finish: \(what)."
        case .ownSetting(let name): "\(name) is the private suite's own and cannot be set."
        }
    }
}
