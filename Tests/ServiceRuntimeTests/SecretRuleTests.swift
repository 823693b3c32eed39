import ServiceRuntime
import Testing

@Suite struct `A secret to start with` {
    @Test(arguments: [
        "", "short", "fifteen-letters", "0123456789abcdef", "0123456789abcdef0123456789abcdef",
        "aaaaaaaaaaaaaaaaaaaaaaaa", "k3jk3jk3jk3jk3jk3jk3jk3j", "9f8e7d6c5b4a9f8e7d6c5b4a",
        "change-me-please-0123", "ChangeMe_ChangeMe_1", "my-secret-password", "your-api-key-here",
        "default-secret-default", "quantum-trader-pro", "insert-token-here", "example-key-12345678",
    ])
    func `is refused when it is short, a placeholder or a repetition`(text: String) {
        #expect(!SecretRule.accepts(Secret(text), minimumBytes: 16))
    }

    @Test(arguments: [
        "b7f2c09d41ea8356", "Zm9vYmFyMTIzNDU2_9-Q", "correct horse battery staple",
        // A word that stands there by chance.
        "q8Xtest0vLr-2WmZ7pKd",
    ])
    func `is accepted when it is long enough and not obvious`(text: String) {
        #expect(SecretRule.accepts(Secret(text), minimumBytes: 16))
    }

    @Test func `has to be as long as its use needs`() {
        let text = "b7f2c09d41ea8356f0a1d2"
        #expect(SecretRule.accepts(Secret(text), minimumBytes: 22))
        #expect(!SecretRule.accepts(Secret(text), minimumBytes: 32))
    }
}
