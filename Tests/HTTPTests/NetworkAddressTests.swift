import HTTP
import Hummingbird
import Testing

@Suite struct `Network addresses` {
    @Test(arguments: [
        "127.0.0.1", "127.255.255.255", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "0.0.0.0", "198.19.255.255", "224.0.0.1", "255.255.255.255",
        "192.0.2.7", "::1", "::", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "2001:db8::1", "2002:7f00:1::", "2001::1", "[::1]",
    ])
    func `of machines nearby are not public`(text: String) throws {
        #expect(try !#require(NetworkAddress(literal: text)).isPublic)
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "172.32.0.1", "172.15.255.255", "192.167.0.1", "100.63.255.255",
        "100.128.0.1", "198.20.0.1", "223.255.255.255", "2606:4700::1111", "::ffff:1.1.1.1",
        "64:ff9b::1.1.1.1", "[2a00:1450:4001::200e]",
    ])
    func `of the internet are public`(text: String) throws {
        #expect(try #require(NetworkAddress(literal: text)).isPublic)
    }

    @Test(arguments: ["localhost", "example.com", "", "1.2.3", "256.1.1.1", "[1.1.1.1", "::g"])
    func `are no names`(text: String) {
        #expect(NetworkAddress(literal: text) == nil)
    }

    /// The last ones are other spellings of the first, which only the resolver understands.
    @Test(arguments: ["127.0.0.1", "localhost", "2130706433", "0x7f.1"])
    func `that are private are not connected to, however they are spelled`(host: String) async throws {
        let router = Router()
        let asked = Counter()
        router.get("/") { _, _ in
            _ = asked.increment()
            return "here"
        }
        try await withServer(router) { base in
            let port = base.split(separator: ":").last ?? ""
            let careful = HTTPClient(.init(retry: .never, allowsPrivateAddresses: false))
            await #expect(throws: HTTPError.privateAddress) {
                try await careful.send(.get("http://\(host):\(port)/"))
            }
            #expect(asked.value == 0)
            let answer = try await HTTPClient().send(.get("http://127.0.0.1:\(port)/"))
            #expect(answer.text == "here")
        }
    }
}
