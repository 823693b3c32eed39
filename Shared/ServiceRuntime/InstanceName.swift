import FoundationEssentials

/// A name for a process that was given none.
enum InstanceName {
    /// Host, process id and a random part: a container's replicas share the host's name and often the process id.
    static func make() -> String {
        let information = ProcessInfo.processInfo
        let host = information.hostName.prefix { $0 != "." }.prefix(32)
        let random = String(UInt32.random(in: .min ... .max), radix: 16)
        return "\(host)-\(information.processIdentifier)-\(random)"
    }
}
