internal import CJWT

/// Why there is no token.
enum WebTokenFault: Error, Equatable {
    /// The text is no JSON Web Token.
    case unreadable
    /// The library could not write it: it found no memory, or our claims are none.
    case unwritable
}

/// A JSON Web Token in the hands of libjwt, whose functions of 1.10 to 1.18 are the only ones used here.
struct WebToken: ~Copyable {
    private let handle: OpaquePointer

    /// The only algorithm: HMAC with SHA-256.
    static let algorithm = "HS256"

    deinit { jwt_free(handle) }

    /// Reads a token **without verifying it**: of what it says nothing is true yet.
    ///
    /// No key goes in, so that no header can choose what is done with one.
    init(unverified text: String) throws(WebTokenFault) {
        var handle: OpaquePointer?
        guard jwt_decode(&handle, text, nil, 0) == 0, let handle else { throw .unreadable }
        self.handle = handle
    }

    private init() throws(WebTokenFault) {
        var handle: OpaquePointer?
        guard jwt_new(&handle) == 0, let handle else { throw .unwritable }
        self.handle = handle
    }

    /// What its header names as algorithm; nil where that is no text.
    var algorithm: String? { header("alg") }
    /// What its header names as key; nil where that is no text.
    var keyID: String? { header("kid") }
    /// All claims as a JSON object; of those that stand there twice the last.
    var claims: String? { Self.taken(jwt_get_grants_json(handle, nil)) }

    /// The text of a token with these claims, a JSON object, signed with a secret.
    ///
    /// The same claims give the same text: the library sorts and packs them.
    static func text(keyID: String, claims: String, secret: [UInt8]) throws(WebTokenFault) -> String {
        let token = try WebToken()
        guard jwt_add_header(token.handle, "kid", keyID) == 0,
            jwt_add_grants_json(token.handle, claims) == 0,
            jwt_set_alg(token.handle, JWT_ALG_HS256, secret, Int32(secret.count)) == 0,
            let text = taken(jwt_encode_str(token.handle))
        else { throw .unwritable }
        return text
    }

    private func header(_ name: String) -> String? {
        jwt_get_header(handle, name).map { String(cString: $0) }
    }

    /// A text of the library's, which is ours to free.
    private static func taken(_ text: UnsafeMutablePointer<CChar>?) -> String? {
        guard let text else { return nil }
        defer { free(text) }
        return String(cString: text)
    }
}
