import GatewayCore
import Testing

@Suite struct `A client's network` {
    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("unknown", "unknown"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8::1", "2001:db8:0:0::/64"),
        ("2001:db8:0:2::", "2001:db8:0:2::/64"), ("::1", "0:0:0:0::/64"), ("::", "0:0:0:0::/64"),
        ("fe80::1:2:3:4:5", "fe80:0:0:1::/64"),
    ])
    func `is an address of IPv4, and half of one of IPv6`(address: String, name: String) {
        #expect(ClientNetwork.name(of: address) == name)
    }

    @Test func `is what the trusted proxies saw, not what a client made up`() {
        let hops = ["6.6.6.6", "192.0.2.7", "10.0.0.1"]
        #expect(ClientNetwork.client(among: hops, trusted: 0) == nil)
        #expect(ClientNetwork.client(among: hops, trusted: 1) == "10.0.0.1")
        #expect(ClientNetwork.client(among: hops, trusted: 2) == "192.0.2.7")
        #expect(ClientNetwork.client(among: [], trusted: 1) == nil)
    }
}
