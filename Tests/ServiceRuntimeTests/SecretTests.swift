import ServiceRuntime
import Testing

@Suite struct `A secret` {
    @Test func `shows itself in no way of printing`() {
        let secret = Secret("open sesame")
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!("\(secret)" + String(reflecting: secret) + dumped).contains("sesame"))
    }

    @Test(arguments: [("abc", true), ("abd", false), ("ab", false), ("abcabc", false), ("", false)])
    func `matches itself alone`(candidate: String, expected: Bool) {
        #expect(Secret("abc").matches(candidate) == expected)
    }

    @Test func `that is empty matches nothing`() {
        #expect(!Secret("").matches(""))
    }
}

@Suite struct `A connection URL` {
    @Test func `is taken apart`() throws {
        let url = try #require(ConnectionURL("redis://me:p%40ss@[::1]:7000/2"))
        #expect(url.user == "me" && url.password?.revealed == "p@ss")
        #expect(url.host == "::1" && url.port == 7000 && url.path == "/2")
        #expect(url.description == "redis://me:<redacted>@[::1]:7000/2")
    }

    @Test func `may name a socket of this machine`() throws {
        let url = try #require(ConnectionURL("unix://me:pass@/run/redis/redis.sock"))
        #expect(url.user == "me" && url.host.isEmpty && url.path == "/run/redis/redis.sock")
        #expect(url.description == "unix://me:<redacted>@/run/redis/redis.sock")
    }

    @Test(arguments: [
        ("redis://host", "redis://host"), ("redis://:p@host:1", "redis://:<redacted>@host:1"),
        ("postgresql://qtp@host/db?x=y@z", "postgresql://qtp@host/db?x=y@z"),
    ])
    func `prints without its password`(text: String, printed: String) throws {
        #expect(try #require(ConnectionURL(text)).description == printed)
    }

    @Test(arguments: ["", "host:1", "://host", "redis://host:0", "redis://host:x"])
    func `is refused without scheme or with a bad port`(text: String) {
        #expect(ConnectionURL(text) == nil)
    }
}
