/// Whose requests an address stands for, where requests are counted by address.
public enum ClientNetwork {
    /// An IPv4 address itself, and of an IPv6 address the network of 64 bits, of which one host has all.
    ///
    /// `address` is an address's text as the operating system prints it; any other text stands for itself.
    public static func name(of address: String) -> String {
        guard address.contains(":") else { return address }
        // The operating system's text of an IPv4 client at a socket for both.
        if let last = address.split(separator: ":").last, last.contains(".") { return String(last) }
        let halves = address.replacing("::", with: ":gap:").split(separator: ":")
        guard let gap = halves.firstIndex(of: "gap") else {
            return halves.prefix(4).joined(separator: ":") + "::/64"
        }
        let zeros = [Substring](repeating: "0", count: max(0, 9 - halves.count))
        let groups = halves[..<gap] + zeros + halves[(gap + 1)...]
        return groups.prefix(4).joined(separator: ":") + "::/64"
    }

    /// The client's address among those that proxies wrote down, one after another, oldest first; nil where there are
    /// fewer than trusted proxies.
    ///
    /// Each trusted proxy appended the address it saw, so the client's stands that far from the end; what stands before
    /// it may be anybody's invention.
    public static func client(among hops: [String], trusted proxies: Int) -> String? {
        guard proxies > 0, hops.count >= proxies else { return nil }
        return hops[hops.count - proxies]
    }
}
