import Digests
import Testing

@Suite struct `Encoded bytes` {
    /// RFC 4648, section 10, without padding, and the two characters that differ from plain Base64.
    @Test(
        arguments: [
            ([], ""), (Array("f".utf8), "Zg"), (Array("fo".utf8), "Zm8"), (Array("foo".utf8), "Zm9v"),
            (Array("foob".utf8), "Zm9vYg"), (Array("fooba".utf8), "Zm9vYmE"),
            (Array("foobar".utf8), "Zm9vYmFy"),
            ([0xfb, 0xff, 0xfe], "-__-"),
        ] as [([UInt8], String)])
    func `are the standard's text, and the text is the bytes again`(bytes: [UInt8], text: String) {
        #expect(Base64URL.text(of: bytes) == text)
        #expect(Base64URL.bytes(of: text) == bytes)
    }

    @Test(arguments: ["Z", "Zg==", "Zh", "Zm9", "+//+", "Zm 9v", "Zm9vé"])
    func `are not read from a text that is never written`(text: String) {
        #expect(Base64URL.bytes(of: text) == nil)
    }

    @Test func `are pairs of digits, read in either case`() {
        #expect(Hexadecimal.text(of: [0x00, 0x9f, 0xff]) == "009fff")
        #expect(Hexadecimal.bytes(of: "009FfF") == [0x00, 0x9f, 0xff])
        for text in ["0", "0g", "é0", " 00"] { #expect(Hexadecimal.bytes(of: text) == nil) }
    }
}

@Suite struct `A comparison in constant time` {
    @Test func `is of bytes, all of them`() {
        #expect(ConstantTime.equal([1, 2, 3], [1, 2, 3]))
        #expect(ConstantTime.equal([UInt8](), []))
        for other in [[1, 2], [1, 2, 3, 4], [0, 2, 3], [1, 2, 4]] as [[UInt8]] {
            #expect(!ConstantTime.equal([1, 2, 3], other))
        }
    }

    @Test func `takes texts that only look alike for different`() {
        #expect(ConstantTime.equal("clé", "clé"))
        #expect(!ConstantTime.equal("cl\u{e9}", "cle\u{301}"))
    }
}

@Suite struct `Random bytes` {
    @Test func `are as many as asked for, and others each time`() {
        let drawn = (0..<100).map { _ in RandomBytes.make(32) }
        #expect(drawn.allSatisfy { $0.count == 32 })
        #expect(Set(drawn).count == drawn.count)
        #expect(RandomBytes.make(0).isEmpty)
    }
}
