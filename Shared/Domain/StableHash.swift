/// FNV-1a, a hash that is the same on every machine and in every release, unlike Swift's own `Hasher`.
///
/// Source: Fowler, Noll, Vo; the parameters are those of draft-eastlake-fnv. Not for secrets.
public enum StableHash {
    /// The 64-bit hash of the text's UTF-8 bytes.
    public static func fnv64(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }

    /// The 128-bit hash of the text's UTF-8 bytes.
    public static func fnv128(_ text: String) -> UInt128 {
        var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
        for byte in text.utf8 { hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b }
        return hash
    }

    /// Lower-case hexadecimal digits, with leading zeros, of the integer's full width.
    public static func hexadecimal(_ value: UInt64) -> String {
        String(unsafeUninitializedCapacity: 16) { buffer in
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: value >> (60 - 4 * UInt64(index))) & 15
                buffer[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            }
            return 16
        }
    }

    /// Lower-case hexadecimal digits, with leading zeros, of the integer's full width.
    public static func hexadecimal(_ value: UInt128) -> String {
        hexadecimal(UInt64(truncatingIfNeeded: value >> 64)) + hexadecimal(UInt64(truncatingIfNeeded: value))
    }
}
