import Digests
import Testing

@Suite struct `Sealed text` {
    private let key = [UInt8](repeating: 7, count: 32)

    @Test(arguments: ["", "a", "https://example.com/?töken=🔑", String(repeating: "long ", count: 1_000)])
    func `opens where it belongs, with its key`(text: String) {
        let sealed = SealedText.seal(text, key: key, context: "here")
        #expect(SealedText.open(sealed, key: key, context: "here") == text)
        #expect(SealedText.open(sealed, key: key, context: "there") == nil)
        #expect(SealedText.open(sealed, key: [UInt8](repeating: 8, count: 32), context: "here") == nil)
        #expect(text.count < 4 || !sealed.contains(text))
    }

    @Test func `looks different every time`() {
        #expect(SealedText.seal("a", key: key, context: "") != SealedText.seal("a", key: key, context: ""))
    }

    @Test func `does not open when anything of it was changed`() throws {
        let sealed = try #require(Base64URL.bytes(of: SealedText.seal("secret", key: key, context: "")))
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(SealedText.open(Base64URL.text(of: changed), key: key, context: "") == nil)
        }
        #expect(SealedText.open("", key: key, context: "") == nil)
        #expect(SealedText.open(Base64URL.text(of: sealed.dropLast()), key: key, context: "") == nil)
    }

    /// Sealed by Node.js' crypto and, to the same bytes, by Python's cryptography, with the nonce 00 01 … 0b.
    @Test func `opens what another implementation has sealed`() {
        let sealed = "AAECAwQFBgcICQoLa-SIHHht-SwbwYDrij0en8vtqeK52tC1bwn6NEsnA7E"
        #expect(SealedText.open(sealed, key: key, context: "here") == "sealed elsewhere")
    }
}
