import Digests
import GatewayCore

extension Answer {
    /// The answer with its tag; or 304 without content where the client has this very answer.
    func revalidated(_ known: String?) -> Answer {
        guard status == 200, case .json(let value) = body else { return self }
        let bytes = value.encodedBytes
        // Weak, since the same content may be sent compressed; half a digest tells any two pages apart.
        let tag = "W/\"\(SHA256.hexadecimal(of: bytes).prefix(32))\""
        var answer = Answer(
            .bytes(bytes, type: "application/json"),
            headers: headers + [("ETag", tag), ("Cache-Control", "private, no-cache")])
        let tags = known.map { $0.split(separator: ",").map { $0.drop { $0 == " " } } } ?? []
        if tags.contains(where: { $0 == tag || $0 == "*" }) {
            answer.status = 304
            answer.body = .bytes([], type: "application/json")
        }
        return answer
    }
}
