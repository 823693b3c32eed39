internal import CCrypto

/// Bytes nobody can guess, for keys and secrets.
public enum RandomBytes {
    /// As many bytes as asked for, from the operating system's generator through libcrypto's.
    ///
    /// A machine that has no randomness must not make keys, so a failure ends the process.
    public static func make(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        precondition(RAND_bytes(&bytes, Int32(count)) == 1, "libcrypto has no source of randomness")
        return bytes
    }
}
