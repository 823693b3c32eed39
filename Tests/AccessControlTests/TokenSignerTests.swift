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

    private static let secret = "k3Jd9-vQ2mXz7TbW8rLp4NcY6sHf1GaE"

    /// A token with contents of anybody's choice, signed with our own secret unless with another.
    private func forged(
        header: String? = nil, payload: String, secret: String = Self.secret
    ) throws -> String {
        let ours = try #require(try signer.sign(claims()).split(separator: ".").first.map(String.init))
        let start =
            "\(header.map { Base64URL.text(of: $0.utf8) } ?? ours).\(Base64URL.text(of: payload.utf8))"
        let code = SHA256.authenticationCode(of: start.utf8, key: Array(secret.utf8))
        return "\(start).\(Base64URL.text(of: code))"
    }

    /// The header of our own tokens with another algorithm.
    private func header(algorithm: String) throws -> String {
        let ours = try #require(try signer.sign(claims()).split(separator: ".").first.map(String.init))
        return String(decoding: try #require(Base64URL.bytes(of: ours)), as: UTF8.self)
            .replacing(#""alg":"HS256""#, with: #""alg":"\#(algorithm)""#)
    }

    /// Claims in the form in which they are written, letter for letter.
    private func payload(
        iss: String = "quantum-trader-pro", aud: String = #""quantum-trader-pro/gateway""#,
        nbf: Int64 = 1_700_000_000, exp: String = "1700000900", sub: String = #""s""#
    ) -> String {
        #"{"aud":\#(aud),"exp":\#(exp),"iat":1700000000,"iss":"\#(iss)","jti":"j","key":"k","nbf":\#(nbf),"scope":"read","sub":\#(sub)}"#
    }

    @Test func `says again what was written into it`() throws {
        let claims = claims()
        #expect(signer.claims(of: try signer.sign(claims), at: now) == claims)
        #expect(claims.isBound(to: "abc") && !claims.isBound(to: "abd"))
    }

    @Test func `is in the form every JWT library reads`() throws {
        let parts = try signer.sign(claims()).split(separator: ".").map(String.init)
        let header = String(decoding: try #require(Base64URL.bytes(of: parts[0])), as: UTF8.self)
        #expect(header.hasPrefix(#"{"alg":"HS256","kid":""#) && header.hasSuffix(#"","typ":"JWT"}"#))
        let code = SHA256.authenticationCode(
            of: "\(parts[0]).\(parts[1])".utf8, key: Array(Self.secret.utf8))
        #expect(parts[2] == Base64URL.text(of: code))
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
        #"{"alg":"RS256","typ":"JWT","kid":"x"}"#, #"{"typ":"JWT","alg":"HS256"}"#, "{}", "[]", "null",
    ])
    func `is refused under another header, also when it is signed right`(header: String) throws {
        #expect(signer.claims(of: try forged(header: header, payload: payload()), at: now) == nil)
        let unsigned = "\(Base64URL.text(of: header.utf8)).\(Base64URL.text(of: payload().utf8))."
        #expect(signer.claims(of: unsigned, at: now) == nil)
        #expect(signer.claims(of: unsigned + "AAAA", at: now) == nil)
    }

    @Test(arguments: ["none", "None", "hs256", "HS384", "HS512", "RS256", "ES256", "PS256", "EdDSA", ""])
    func `is refused under another algorithm, whatever else is right`(algorithm: String) throws {
        let header = try header(algorithm: algorithm)
        #expect(signer.claims(of: try forged(header: header, payload: payload()), at: now) == nil)
        let unsigned = "\(Base64URL.text(of: header.utf8)).\(Base64URL.text(of: payload().utf8))."
        #expect(signer.claims(of: unsigned, at: now) == nil)
        let sameHeader = try self.header(algorithm: "HS256")
        #expect(signer.claims(of: try forged(header: sameHeader, payload: payload()), at: now) != nil)
    }

    @Test func `is refused when it says something else under the old signature`() throws {
        let parts = try signer.sign(claims()).split(separator: ".").map(String.init)
        let text = String(decoding: try #require(Base64URL.bytes(of: parts[1])), as: UTF8.self)
        let wider = text.replacing(#""scope":"read""#, with: #""scope":"admin""#)
        #expect(wider != text)
        let token = "\(parts[0]).\(Base64URL.text(of: wider.utf8)).\(parts[2])"
        #expect(signer.claims(of: token, at: now) == nil)
    }

    @Test func `is refused when another secret signed it under our secret's name`() throws {
        let foreign = try forged(payload: payload(), secret: "a3Jd9-vQ2mXz7TbW8rLp4NcY6sHf1GaE")
        #expect(signer.claims(of: foreign, at: now) == nil)
        #expect(signer.claims(of: try forged(payload: payload(), secret: ""), at: now) == nil)
    }

    @Test
    func `is refused from another issuer, for another audience, without an end, and when it is no token`()
        throws
    {
        let bad = [
            payload(iss: "somebody"), payload(aud: #""elsewhere""#),
            payload(aud: #"["quantum-trader-pro/gateway"]"#),
            payload(exp: "null"), payload(nbf: 1_700_000_901), payload(nbf: 1_700_000_031), "{}", "[]",
            "no json", payload(sub: #""""#), payload(sub: "null"), payload(sub: "7"),
        ]
        for text in bad { #expect(signer.claims(of: try forged(payload: text), at: now) == nil, "\(text)") }
        for text in ["", ".", "..", "...", "a.b.c", "a..c", ".b.c", "a.b.", "a.b.c.d", "é.ü.ö"] {
            #expect(signer.claims(of: text, at: now) == nil, "\(text)")
        }
    }

    @Test func `is refused with claims in any form but the one they are written in`() throws {
        let good = payload()
        let odd = [
            " " + good, good.replacing(",", with: ", "), good.replacing("/", with: #"\/"#),
            good.replacing(#""scope":"read""#, with: #""scope":"admin","scope":"read""#),
            good.replacing(#""scope":"read""#, with: #""scope":"read","scope":"read""#),
            good.replacing("}", with: #","x":1}"#), payload(exp: "1700000900.0"),
            payload(exp: #""1700000900""#),
            payload(exp: "1.7000009e9"), payload(exp: "99999999999999999999"), payload(exp: "true"),
            good.replacing(#""jti":"j","#, with: ""), good.replacing(#""nbf":1700000000,"#, with: ""),
            good + good, good + "x", "[\(good)]",
        ]
        for text in odd { #expect(signer.claims(of: try forged(payload: text), at: now) == nil, "\(text)") }
    }

    @Test func `is refused with anything before, behind or inside`() throws {
        let token = try signer.sign(claims())
        for text in [
            " " + token, token + " ", token + "\n", token + "\0", token + "\0.x", token + "=", token + ".",
            "." + token, token.replacing(".", with: ".\0"), token.uppercased(), "Bearer " + token,
        ] { #expect(signer.claims(of: text, at: now) == nil) }
    }

    @Test(arguments: [1_025, 5_000, 1_000_000])
    func `is refused when it is longer than any of ours`(length: Int) throws {
        let long = String(repeating: "a", count: length)
        #expect(signer.claims(of: long, at: now) == nil)
        #expect(signer.claims(of: try forged(payload: payload(sub: #""\#(long)""#)), at: now) == nil)
        #expect(signer.claims(of: "\(long).\(long).\(long)", at: now) == nil)
    }

    /// Whatever it is made of, the library is given it before anybody vouches for it.
    @Test func `is refused when it is chance`() throws {
        var numbers = SystemRandomNumberGenerator()
        let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_..")
        let token = Array(try signer.sign(claims()))
        for _ in 0..<2_000 {
            let junk = (0..<Int.random(in: 0...200, using: &numbers)).map { _ in
                alphabet.randomElement() ?? "."
            }
            #expect(signer.claims(of: String(junk), at: now) == nil, "\(String(junk))")
            var cut = token
            let index = Int.random(in: 0..<cut.count, using: &numbers)
            cut.replaceSubrange(index..<min(cut.count, index + 3), with: junk.prefix(4))
            guard cut != token else { continue }
            #expect(signer.claims(of: String(cut), at: now) == nil, "\(String(cut))")
        }
    }
}
