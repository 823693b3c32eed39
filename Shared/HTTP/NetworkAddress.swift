internal import CCurl

/// An IP address, and whether it belongs to the public internet.
public struct NetworkAddress: Sendable, Equatable {
    /// Four bytes of an IPv4 address, or sixteen of an IPv6 one, in network order.
    public let bytes: [UInt8]

    /// An address of these bytes; nil unless there are 4 or 16.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// An address as a URL's host writes it: dotted decimals, or an IPv6 address with or without its brackets.
    ///
    /// Nil for a name.
    public init?(literal text: String) {
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
        let plain = isBracketed ? String(text.dropFirst().dropLast()) : text
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET6, plain, &bytes) == 1 {
            self.init(bytes)
        } else if inet_pton(AF_INET, plain, &bytes) == 1 {
            self.init(Array(bytes.prefix(4)))
        } else {
            return nil
        }
    }

    init?(_ address: UnsafePointer<curl_sockaddr>) {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = Int(qtp_curl_copy_address(address, &bytes))
        self.init(Array(bytes.prefix(count)))
    }

    /// Whether anybody on the internet may be there: no loopback, no private, link-local, shared, reserved, documentation or
    /// multicast address (IANA's registries of special-purpose addresses).
    public var isPublic: Bool {
        bytes.count == 4 ? Self.isPublic(bytes[...]) : Self.isPublicV6(bytes)
    }

    private static let reserved: [(base: [UInt8], bits: Int)] = [
        ([0, 0, 0, 0], 8), ([10, 0, 0, 0], 8), ([100, 64, 0, 0], 10), ([127, 0, 0, 0], 8),
        ([169, 254, 0, 0], 16), ([172, 16, 0, 0], 12), ([192, 0, 0, 0], 24), ([192, 0, 2, 0], 24),
        ([192, 88, 99, 0], 24), ([192, 168, 0, 0], 16), ([198, 18, 0, 0], 15), ([198, 51, 100, 0], 24),
        ([203, 0, 113, 0], 24), ([224, 0, 0, 0], 3),
    ]

    private static func isPublic(_ address: ArraySlice<UInt8>) -> Bool {
        !reserved.contains { begins(address, with: $0.base, bits: $0.bits) }
    }

    private static func isPublicV6(_ address: [UInt8]) -> Bool {
        let zeros = [UInt8](repeating: 0, count: 10)
        // An IPv4 address in IPv6 dress is judged as what it is: mapped (RFC 4291), and translated (RFC 6052).
        if begins(address[...], with: zeros + [0xFF, 0xFF], bits: 96)
            || begins(address[...], with: [0, 0x64, 0xFF, 0x9B] + zeros.prefix(8), bits: 96)
        {
            return isPublic(address[12...])
        }
        // All that is assigned for the public is in 2000::/3; of it, not the protocols' own blocks, documentation and 6to4.
        return begins(address[...], with: [0x20], bits: 3)
            && !begins(address[...], with: [0x20, 0x01, 0x00], bits: 23)
            && !begins(address[...], with: [0x20, 0x01, 0x0D, 0xB8], bits: 32)
            && !begins(address[...], with: [0x20, 0x02], bits: 16)
            && !begins(address[...], with: [0x3F, 0xFF, 0x00], bits: 20)
    }

    private static func begins(_ address: ArraySlice<UInt8>, with prefix: [UInt8], bits: Int) -> Bool {
        for (index, (byte, other)) in zip(address, prefix).enumerated() {
            let left = bits - index * 8
            guard left > 0 else { return true }
            let mask: UInt8 = left >= 8 ? 0xFF : ~(0xFF >> UInt8(left))
            guard byte & mask == other & mask else { return false }
        }
        return true
    }
}
