internal import CCrypto

/// Text that only who has the key can read, and that nobody can change or use elsewhere unnoticed.
///
/// AES-256-GCM (NIST SP 800-38D) with a random nonce: at some billions of texts under one key two nonces might meet, far more than
/// a table of settings ever holds.
public enum SealedText {
    private static let nonceCount = 12
    private static let tagCount = 16

    /// Seals a text.
    ///
    /// - Parameters:
    ///   - text: What to hide.
    ///   - key: 32 bytes.
    ///   - context: Where it belongs; it opens there alone.
    /// - Returns: URL-safe base64 of nonce, text and tag.
    public static func seal(_ text: String, key: [UInt8], context: String) -> String {
        let nonce = RandomBytes.make(nonceCount)
        let plain = Array(text.utf8)
        let cipher = Cipher(key: key, nonce: nonce, isSealing: true)
        var sealed = [UInt8](repeating: 0, count: plain.count)
        cipher.add(context: Array(context.utf8))
        cipher.transform(plain, into: &sealed)
        guard let tag = cipher.tag() else { preconditionFailure("libcrypto offers no AES-256-GCM") }
        return Base64URL.text(of: nonce + sealed + tag)
    }

    /// Opens what was sealed; nil for another key, another context, and for anything that was changed.
    public static func open(_ sealed: String, key: [UInt8], context: String) -> String? {
        guard let bytes = Base64URL.bytes(of: sealed), bytes.count >= nonceCount + tagCount else {
            return nil
        }
        let content = Array(bytes[nonceCount..<bytes.count - tagCount])
        let cipher = Cipher(key: key, nonce: Array(bytes.prefix(nonceCount)), isSealing: false)
        var plain = [UInt8](repeating: 0, count: content.count)
        cipher.add(context: Array(context.utf8))
        cipher.transform(content, into: &plain)
        guard cipher.verifies(Array(bytes.suffix(tagCount))) else { return nil }
        return String(validating: plain, as: UTF8.self)
    }

    /// Owns one of libcrypto's cipher contexts.
    private struct Cipher: ~Copyable {
        private let pointer: OpaquePointer

        init(key: [UInt8], nonce: [UInt8], isSealing: Bool) {
            precondition(key.count == 32, "AES-256 takes a key of 32 bytes")
            guard let pointer = EVP_CIPHER_CTX_new(),
                EVP_CipherInit_ex(pointer, EVP_aes_256_gcm(), nil, key, nonce, isSealing ? 1 : 0) == 1
            else { preconditionFailure("libcrypto offers no AES-256-GCM") }
            self.pointer = pointer
        }

        deinit { EVP_CIPHER_CTX_free(pointer) }

        func add(context: [UInt8]) {
            var written: Int32 = 0
            let isTaken = EVP_CipherUpdate(pointer, nil, &written, context, Int32(context.count)) == 1
            precondition(isTaken, "libcrypto refuses a context")
        }

        func transform(_ input: [UInt8], into output: inout [UInt8]) {
            // An empty text has no address to give.
            guard !input.isEmpty else { return }
            var written: Int32 = 0
            let isDone = EVP_CipherUpdate(pointer, &output, &written, input, Int32(input.count)) == 1
            precondition(isDone && Int(written) == input.count, "libcrypto refuses a text")
        }

        /// The tag of what was sealed; nil where sealing failed.
        func tag() -> [UInt8]? {
            var tag = [UInt8](repeating: 0, count: tagCount)
            guard isFinished(),
                EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_GET_TAG, Int32(tagCount), &tag) == 1
            else { return nil }
            return tag
        }

        /// Whether what was opened is what was sealed.
        func verifies(_ tag: [UInt8]) -> Bool {
            var tag = tag
            return EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_SET_TAG, Int32(tagCount), &tag) == 1
                && isFinished()
        }

        private func isFinished() -> Bool {
            var rest = [UInt8](repeating: 0, count: tagCount)
            var written: Int32 = 0
            return EVP_CipherFinal_ex(pointer, &rest, &written) == 1
        }
    }
}
