import Domain
import Testing

@testable import AccessControl

@Suite struct `An API key` {
    @Test func `is read back from its own text`() throws {
        let key = APIKey.make()
        let read = try #require(APIKey(key.revealed))
        #expect(read == key && read.id == key.id && read.hash == key.hash)
        #expect(key.revealed.hasPrefix("qtp_\(key.id)_") && key.id.count == 16)
        // 32 bytes in base64url.
        #expect(key.revealed.count == "qtp_".count + 16 + 1 + 43)
    }

    @Test func `is another one each time`() {
        let keys = (0..<50).map { _ in APIKey.make() }
        #expect(Set(keys.map(\.id)).count == 50 && Set(keys.map(\.hash)).count == 50)
    }

    @Test func `matches its own hash alone`() {
        let key = APIKey.make()
        #expect(key.matches(hash: key.hash))
        #expect(!key.matches(hash: APIKey.make().hash))
        #expect(!key.matches(hash: "") && !key.matches(hash: String(key.hash.dropLast())))
    }

    @Test func `is never shown by accident`() {
        let key = APIKey.make()
        let secret = key.revealed.suffix(43)
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), String(describing: [key]), dumped] {
            #expect(!text.contains(secret))
        }
    }

    @Test(arguments: [
        "", "qtp", "qtp_", "qtp__", "qtp_0011223344556677_", "qtp_0011223344556677_short",
        "QTP_0011223344556677_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "qtp_00112233445566_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "qtp_AABBCCDDEEFF0011_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "qtp_0011223344556677_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
        "qtp_0011223344556677_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        " qtp_0011223344556677_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ])
    func `is not read from anything else`(text: String) {
        #expect(APIKey(text) == nil)
    }
}

@Suite struct `What is known of a key` {
    private func record(expiresAt: Int64?, revokedAt: Int64?) -> KeyRecord {
        KeyRecord(
            id: "0011223344556677", label: "a test", scope: "read", hash: "",
            createdAt: Timestamp(milliseconds: 0),
            createdBy: "qtp", expiresAt: expiresAt.map(Timestamp.init(milliseconds:)),
            revokedAt: revokedAt.map(Timestamp.init(milliseconds:)), replacedBy: nil, lastUsedAt: nil,
            limits: KeyLimits())
    }

    @Test(
        arguments: [
            (nil, nil, .active), (1001, nil, .active), (1000, nil, .expired), (999, nil, .expired),
            (nil, 1000, .revoked), (999, 5, .revoked),
        ] as [(Int64?, Int64?, KeyRecord.State)])
    func `says whether it opens anything`(expiresAt: Int64?, revokedAt: Int64?, expected: KeyRecord.State) {
        let record = record(expiresAt: expiresAt, revokedAt: revokedAt)
        #expect(record.state(at: Timestamp(milliseconds: 1000)) == expected)
    }
}
