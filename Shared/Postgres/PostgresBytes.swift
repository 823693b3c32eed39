internal import Digests

extension PostgresValue {
    /// Bytes, for a `bytea`.
    public init(bytes: some Sequence<UInt8>) { self.init("\\x" + Hexadecimal.text(of: bytes)) }
}

extension PostgresRow {
    /// The bytes of a `bytea`, which PostgreSQL prints as `\x` and two hexadecimal digits for each.
    public func bytes(_ column: String) throws(PostgresError) -> [UInt8] {
        let text = try text(column)
        guard text.utf8.starts(with: "\\x".utf8), let bytes = Hexadecimal.bytes(of: String(text.dropFirst(2)))
        else { throw .unreadable(column: column) }
        return bytes
    }
}
