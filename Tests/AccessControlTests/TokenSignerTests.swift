import AccessControl
import Digests
import Domain
import Testing

@Suite struct `A token` {
    let signer = TokenSigner(secret: "k3Jd9-vQ2mXz7TbW8rLp4NcY6sHf1GaE")
    let now = Timestamp(milliseconds: 1_700_000_000_500)

    private func claims(minutes: Int = 15, hash: String = "abc") -> TokenClaims {
        TokenClaims(
            keyID: "0011223344556677", hash: hash, scope: "read", issuedAt: now,
            lifetime: .seconds(60 * minutes))
    }

    private func at(_ seconds: Int64) -> Timestamp {
        Timestamp(milliseconds: now.milliseconds + seconds * 1000)
    }

    /// A token of our own form with other contents, signed with our own secret.
    private func forged(header: String? = nil, payload: String) throws -> String {
        let parts = try signer.sign(claims()).split(separator: ".").map(String.init)
        let start =
            "\(header.map { Base64URL.text(of: $0.utf8) } ?? parts[0]).\(Base64URL.text(of: payload.utf8))"
        let code = SHA256.authenticationCode(
            of: start.utf8, key: Array("k3Jd9-vQ2mXz7TbW8rLp4NcY6sHf1GaE".utf8))
        return "\(start).\(Base64URL.text(of: code))"
    }

    private func payload(
        iss: String = "quantum-trader-pro", aud: String = #""quantum-trader-pro/gateway""#,
        nbf: Int64 = 1_700_000_000,
        exp: String = "1700000900"
    ) -> String {
        #"{"iss":"\#(iss)","aud":\#(aud),"sub":"s","jti":"j","iat":1700000000,"nbf":\#(nbf),"exp":\#(exp),"scope":"read","key":"k"}"#
    }

    @Test func `says again what was written into it`() throws {
        let claims = claims()
        #expect(signer.claims(of: try signer.sign(claims), at: now) == claims)
        #expect(claims.isBound(to: "abc") && !claims.isBound(to: "abd"))
    }

    @Test func `is in the form every JWT library reads`() throws {
        let parts = try signer.sign(claims()).split(separator: ".").map(String.init)
        let header = String(decoding: try #require(Base64URL.bytes(of: parts[0])), as: UTF8.self)
        #expect(header.hasPrefix(#"{"alg":"HS256","typ":"JWT","kid":""#))
        #expect(signer.claims(of: try forged(payload: payload()), at: now)?.keyID == "s")
    }

    @Test(arguments: [(-1, true), (0, true), (899, true), (900, false), (100_000, false), (-31, false)])
    func `holds from its beginning to its end`(seconds: Int64, holds: Bool) throws {
        #expect((signer.claims(of: try signer.sign(claims()), at: at(seconds)) != nil) == holds)
    }

    @Test func `holds for no other secret`() throws {
        let other = TokenSigner(secret: "a3Jd9-vQ2mXz7TbW8rLp4NcY6sHf1GaE")
        #expect(other.claims(of: try signer.sign(claims()), at: now) == nil)
    }

    @Test func `is refused when a letter of it is changed`() throws {
        let token = Array(try signer.sign(claims()))
        for index in token.indices {
            var changed = token
            changed[index] = token[index] == "A" ? "B" : "A"
            #expect(signer.claims(of: String(changed), at: now) == nil, "\(index)")
        }
    }

    @Test(arguments: [
        #"{"alg":"none"}"#, #"{"alg":"HS256","typ":"JWT"}"#, #"{"alg":"HS512","typ":"JWT"}"#,
        #"{"alg":"RS256","typ":"JWT","kid":"x"}"#, #"{"typ":"JWT","alg":"HS256"}"#,
    ])
    func `is refused under another header, also when it is signed right`(header: String) throws {
        #expect(signer.claims(of: try forged(header: header, payload: payload()), at: now) == nil)
        let unsigned = "\(Base64URL.text(of: header.utf8)).\(Base64URL.text(of: payload().utf8))."
        #expect(signer.claims(of: unsigned, at: now) == nil)
    }

    @Test
    func `is refused from another issuer, for another audience, without an end, and when it is no token`()
        throws
    {
        let bad = [
            payload(iss: "somebody"), payload(aud: #""elsewhere""#),
            payload(aud: #"["quantum-trader-pro/gateway"]"#),
            payload(exp: "null"), payload(nbf: 1_700_000_901), "{}", "[]", "no json",
        ]
        for text in bad { #expect(signer.claims(of: try forged(payload: text), at: now) == nil, "\(text)") }
        for text in ["", ".", "..", "a.b.c", String(repeating: "a", count: 5_000)] {
            #expect(signer.claims(of: text, at: now) == nil)
        }
    }
}
